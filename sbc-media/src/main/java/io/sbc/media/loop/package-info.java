/**
 * The media loops, one thread each: wait for packets, hand each to its stream, send it on; between batches take commands
 * from the conductor and tell it what happened. No lock, no log, and no allocation for a packet.
 */
@NullMarked
package io.sbc.media.loop;

import org.jspecify.annotations.NullMarked;
