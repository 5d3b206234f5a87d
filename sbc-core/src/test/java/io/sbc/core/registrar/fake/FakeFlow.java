package io.sbc.core.registrar.fake;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A phone's connection that carries nothing. */
public final class FakeFlow implements Flow {

    private final long id;
    private final TransportProtocol protocol;
    private final String localAddress;
    private final String remoteAddress;
    private boolean open = true;

    public FakeFlow(long id, TransportProtocol protocol, String remoteAddress) {
        this(id, protocol, "203.0.113.1", remoteAddress);
    }

    private FakeFlow(long id, TransportProtocol protocol, String localAddress, String remoteAddress) {
        this.id = id;
        this.protocol = protocol;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
    }

    /** A TLS connection from 198.51.100.7. */
    public static FakeFlow tls(long id) {
        return new FakeFlow(id, TransportProtocol.TLS, "198.51.100.7");
    }

    /** A TLS connection to that address of ours. */
    public static FakeFlow tls(long id, String localAddress) {
        return new FakeFlow(id, TransportProtocol.TLS, localAddress, "198.51.100.7");
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Side side() {
        return Side.SET;
    }

    @Override
    public TransportProtocol protocol() {
        return protocol;
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.ofLiteral(localAddress), 5061);
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(InetAddress.ofLiteral(remoteAddress), 40_000 + (int) id);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean send(SipMessage message) {
        throw new UnsupportedOperationException("the registrar answers through transactions");
    }

    @Override
    public void close(String why) {
        open = false;
    }
}
