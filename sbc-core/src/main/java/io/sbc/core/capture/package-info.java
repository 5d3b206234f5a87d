/**
 * Captures: what goes over the wire on both sides, decrypted signalling and media, in pcapng files that Wireshark opens, and signalling for
 * Homer by HEP 3. {@code Captures} starts and ends them for the admin plane; {@code SipTap} hears every message from the transport,
 * {@code MediaPlane.tap} gives packets. Messages are taken on event loops and shards, which never wait: queues are bounded, drop their
 * oldest and count. Each capture writes on a virtual thread of its own.
 */
@NullMarked
package io.sbc.core.capture;

import org.jspecify.annotations.NullMarked;
