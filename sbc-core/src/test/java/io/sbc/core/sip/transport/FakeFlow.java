package io.sbc.core.sip.transport;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A flow that hands what is sent to whoever plays its other end, or to nobody, and keeps it then. */
public final class FakeFlow implements Flow {

    private static final InetSocketAddress OURS = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 5061);
    private static final String PHONE = "198.51.100.7";

    private final long id;
    private final Side side;
    private final TransportProtocol protocol;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final @Nullable Consumer<SipMessage> peer;
    private final List<SipMessage> sent = new ArrayList<>();
    private boolean open = true;
    private boolean full;
    private long waitedNanos;

    /** @param peer takes what is sent; null: it is kept */
    public FakeFlow(long id, Side side, TransportProtocol protocol, InetSocketAddress local, InetSocketAddress remote,
            @Nullable Consumer<SipMessage> peer) {
        this.id = id;
        this.side = side;
        this.protocol = protocol;
        this.local = local;
        this.remote = remote;
        this.peer = peer;
    }

    /** From 192.0.2.7. */
    public FakeFlow(long id, Side side, TransportProtocol protocol) {
        this(id, side, protocol, OURS, new InetSocketAddress("192.0.2.7", 40_000), null);
    }

    /** From that address. */
    public FakeFlow(long id, Side side, TransportProtocol protocol, InetSocketAddress remote) {
        this(id, side, protocol, OURS, remote, null);
    }

    /** From a port of its own at that address. */
    public static FakeFlow from(long id, Side side, TransportProtocol protocol, String address) {
        return new FakeFlow(id, side, protocol, OURS,
                new InetSocketAddress(InetAddress.ofLiteral(address), 20_000 + (int) (id % 40_000)), null);
    }

    /** Whose other end hears nothing but what transactions send: nothing may be sent over it directly. */
    public static FakeFlow phone(long id, TransportProtocol protocol, String address) {
        return phone(id, protocol, OURS, address);
    }

    private static FakeFlow phone(long id, TransportProtocol protocol, InetSocketAddress local, String address) {
        return new FakeFlow(id, Side.SET, protocol, local,
                new InetSocketAddress(InetAddress.ofLiteral(address), 40_000 + (int) id), message -> {
                    throw new UnsupportedOperationException("answers go through transactions");
                });
    }

    /** The same over TLS, from 198.51.100.7. */
    public static FakeFlow tls(long id) {
        return phone(id, TransportProtocol.TLS, PHONE);
    }

    /** The same to that address of ours. */
    public static FakeFlow tls(long id, String localAddress) {
        return phone(id, TransportProtocol.TLS, new InetSocketAddress(InetAddress.ofLiteral(localAddress), 5061),
                PHONE);
    }

    /** Its event loop is so late. */
    public void late(long nanos) {
        waitedNanos = nanos;
    }

    @Override
    public long waitedNanos() {
        return waitedNanos;
    }

    /** What was sent since the last call, oldest first. */
    public List<SipMessage> drain() {
        List<SipMessage> drained = List.copyOf(sent);
        sent.clear();
        return drained;
    }

    /** What was sent and not drained. */
    public List<SipMessage> sent() {
        return sent;
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

    /** The status of the last response; 0 without one. */
    public int lastStatus() {
        return sent.isEmpty() || !(sent.getLast() instanceof SipResponse response) ? 0 : response.status();
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
        if (!open || full) {
            return false;
        }
        if (peer != null) {
            peer.accept(message);
        } else {
            sent.add(message);
        }
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
