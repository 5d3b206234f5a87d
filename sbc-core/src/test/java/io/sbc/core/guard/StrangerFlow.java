package io.sbc.core.guard;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A flow from any address, which keeps what is sent to it. */
final class StrangerFlow implements Flow {

    final List<SipMessage> sent = new ArrayList<>();
    private final long id;
    private final Side side;
    private final TransportProtocol protocol;
    private final InetSocketAddress remote;
    private boolean open = true;

    StrangerFlow(long id, Side side, TransportProtocol protocol, String address) {
        this.id = id;
        this.side = side;
        this.protocol = protocol;
        this.remote = new InetSocketAddress(InetAddress.ofLiteral(address), 20_000 + (int) (id % 40_000));
    }

    /** The status of the last response; 0 without one. */
    int lastStatus() {
        return sent.isEmpty() || !(sent.getLast() instanceof SipResponse response) ? 0 : response.status();
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
        return new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 5061);
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
        sent.add(message);
        return open;
    }

    @Override
    public void close(String why) {
        open = false;
    }

    @Override
    public String toString() {
        return "flow " + id;
    }
}
