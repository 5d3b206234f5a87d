/**
 * Looking at packets for a capture: {@code StreamTap} is what a stream of a tapped session calls, {@code PacketRing} takes its packets
 * from the loop to who writes them down. The loop never waits: what is not fetched in time is overwritten and counted.
 */
@NullMarked
package io.sbc.media.tap;

import org.jspecify.annotations.NullMarked;
