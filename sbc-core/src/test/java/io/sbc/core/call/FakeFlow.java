package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A flow whose other end is a {@link ScriptedPeer}. */
final class FakeFlow implements Flow {

    private static long lastId;

    private final long id = ++lastId;
    private final Side side;
    private final TransportProtocol protocol;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final Consumer<SipMessage> peer;
    private boolean open = true;

    FakeFlow(Side side, TransportProtocol protocol, InetSocketAddress local, InetSocketAddress remote,
            Consumer<SipMessage> peer) {
        this.side = side;
        this.protocol = protocol;
        this.local = local;
        this.remote = remote;
        this.peer = peer;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Side side() {
        return side;
    }

    @Override
    public TransportProtocol protocol() {
        return protocol;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean send(SipMessage message) {
        if (open) {
            peer.accept(message);
        }
        return open;
    }

    @Override
    public void close(String why) {
        open = false;
    }
}
