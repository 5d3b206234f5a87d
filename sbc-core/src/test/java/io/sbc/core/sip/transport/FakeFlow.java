package io.sbc.core.sip.transport;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A flow to nowhere that keeps what was sent. */
public final class FakeFlow implements Flow {

    private final long id;
    private final Side side;
    private final TransportProtocol protocol;
    private final InetSocketAddress remote;
    private final List<SipMessage> sent = new ArrayList<>();
    private boolean open = true;
    private boolean full;

    public FakeFlow(long id, Side side, TransportProtocol protocol) {
        this(id, side, protocol, new InetSocketAddress("192.0.2.7", 40_000));
    }

    public FakeFlow(long id, Side side, TransportProtocol protocol, InetSocketAddress remote) {
        this.id = id;
        this.side = side;
        this.protocol = protocol;
        this.remote = remote;
    }

    /** What was sent since the last call, oldest first. */
    public List<SipMessage> drain() {
        List<SipMessage> drained = List.copyOf(sent);
        sent.clear();
        return drained;
    }

    /** The one message that was sent since the last call. */
    public SipMessage only() {
        List<SipMessage> drained = drain();
        if (drained.size() != 1) {
            throw new AssertionError("expected one message: " + drained);
        }
        return drained.getFirst();
    }

    public SipRequest onlyRequest() {
        return (SipRequest) only();
    }

    public SipResponse onlyResponse() {
        return (SipResponse) only();
    }

    /** From now on its send buffer is full, or no longer. */
    public void full(boolean isFull) {
        full = isFull;
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
        return new InetSocketAddress("192.0.2.1", 5061);
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
        if (!open || full) {
            return false;
        }
        sent.add(message);
        return true;
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
