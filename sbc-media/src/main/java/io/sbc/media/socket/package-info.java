/**
 * UDP sockets of the media plane: {@link io.sbc.media.socket.UdpChannel} and {@link io.sbc.media.socket.Poller}, once over
 * the foreign function interface (Linux on x86_64 and aarch64) and once over NIO, and the pool of port pairs with its
 * quarantine. The conductor opens channels; from then on a channel belongs to one media loop, which also closes it.
 */
@NullMarked
package io.sbc.media.socket;

import org.jspecify.annotations.NullMarked;
