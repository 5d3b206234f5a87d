/**
 * The edge: UDP, TCP and TLS listeners and connections (RFC 3261 §18, RFC 5626, RFC 5923). The only core package
 * that imports Netty. Its event loops only frame and hand over; decisions are taken on the shards.
 */
@NullMarked
package io.sbc.core.sip.transport;

import org.jspecify.annotations.NullMarked;
