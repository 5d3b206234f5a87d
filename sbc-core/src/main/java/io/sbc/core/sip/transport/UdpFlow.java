package io.sbc.core.sip.transport;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import java.net.InetSocketAddress;

/** A pair of UDP addresses: one of our sockets and a peer. */
final class UdpFlow implements Flow {

    private final long id;
    private final UdpEndpoint endpoint;
    private final InetSocketAddress remote;
    private volatile boolean open = true;
    private volatile long lastUseNanos;

    UdpFlow(long id, UdpEndpoint endpoint, InetSocketAddress remote, long nowNanos) {
        this.id = id;
        this.endpoint = endpoint;
        this.remote = remote;
        this.lastUseNanos = nowNanos;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Side side() {
        return endpoint.side();
    }

    @Override
    public TransportProtocol protocol() {
        return TransportProtocol.UDP;
    }

    @Override
    public InetSocketAddress local() {
        return endpoint.local();
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public boolean isOpen() {
        return open && endpoint.isOpen();
    }

    @Override
    public boolean send(SipMessage message) {
        return endpoint.send(this, message);
    }

    @Override
    public void close(String why) {
        endpoint.forget(this);
    }

    /** Another flow of the same socket. */
    Flow sibling(InetSocketAddress other) {
        return endpoint.flowTo(other).map(Flow.class::cast).orElse(this);
    }

    void used(long nowNanos) {
        lastUseNanos = nowNanos;
    }

    long lastUseNanos() {
        return lastUseNanos;
    }

    /** True for the first caller. */
    synchronized boolean onClosed() {
        boolean first = open;
        open = false;
        return first;
    }

    @Override
    public String toString() {
        return "flow " + id + " (" + side() + " UDP " + remote + ')';
    }
}
