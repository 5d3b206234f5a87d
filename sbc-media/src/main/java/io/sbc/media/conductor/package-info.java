/**
 * The media plane's head: {@link io.sbc.media.conductor.MediaConductor} takes commands from signalling, owns sessions, ports
 * and keys, gives work to the loops, and tells owners what happened. One thread of its own; the only media package that
 * logs.
 */
@NullMarked
package io.sbc.media.conductor;

import org.jspecify.annotations.NullMarked;
