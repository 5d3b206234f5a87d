package io.sbc.core.capture;

import io.sbc.core.Side;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A message as it was on the wire, but for TLS.
 *
 * @param nanos when, by the monotonic clock
 * @param correlation what both legs of a call have in common; empty where nobody asks
 * @param octets not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SipCopy(long nanos, Side side, TransportProtocol protocol, InetSocketAddress local, InetSocketAddress remote,
        boolean sent, String correlation, byte[] octets) {

    /** @param advertised stands for our address where a socket is bound to all of them */
    static SipCopy of(long nanos, Flow flow, boolean sent, byte[] octets, InetAddress advertised) {
        InetSocketAddress local = flow.local();
        return new SipCopy(nanos, flow.side(), flow.protocol(),
                local.getAddress().isAnyLocalAddress() ? new InetSocketAddress(advertised, local.getPort()) : local,
                flow.remote(), sent, "", octets);
    }

    SipCopy correlatedBy(String other) {
        return new SipCopy(nanos, side, protocol, local, remote, sent, other, octets);
    }

    SipCopy with(byte[] others) {
        return new SipCopy(nanos, side, protocol, local, remote, sent, correlation, others);
    }

    InetSocketAddress source() {
        return sent ? local : remote;
    }

    InetSocketAddress destination() {
        return sent ? remote : local;
    }
}
