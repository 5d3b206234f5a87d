package io.sbc.kit.sip;

import java.net.InetSocketAddress;

/** Where the next request goes (RFC 3261 §8.1.2). */
public record NextHop(SipTransport transport, InetSocketAddress address) {}
