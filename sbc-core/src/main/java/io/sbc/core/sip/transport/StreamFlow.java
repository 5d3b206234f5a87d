package io.sbc.core.sip.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP or TLS connection. A peer on the set side that does not read until our send buffer is full loses it: what is
 * queued is out of date by then. A PBX keeps it and single messages are refused.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes close the channel, which is heard of
final class StreamFlow implements Flow {

    private static final Logger LOG = LoggerFactory.getLogger(StreamFlow.class);

    /** Of who sends what nobody reads. */
    private static final long PAUSE_MILLIS = 1_000;

    private final long id;
    private final Side side;
    private final TransportProtocol protocol;
    private final Channel channel;
    private final EdgeContext edge;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final LoopTurn turn;
    private volatile boolean open = true;
    private long pauses;
    private final RefusalHold hold;

    StreamFlow(EdgeContext edge, Side side, TransportProtocol protocol, Channel channel, InetSocketAddress local,
            InetSocketAddress remote) {
        this.id = edge.nextFlowId();
        this.edge = edge;
        this.side = side;
        this.protocol = protocol;
        this.channel = channel;
        this.local = local;
        this.remote = remote;
        this.turn = edge.turnOf(channel.eventLoop());
        this.hold = new RefusalHold(id, channel.eventLoop().ticker().nanoTime());
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
        if (!open || !channel.isWritable()) {
            edge.counters.increment(EdgeCounter.SENDS_REFUSED);
            if (open && side == Side.SET) {
                open = false;
                channel.close();
            }
            return false;
        }
        turn.write(channel, Unpooled.wrappedBuffer(message.toBytes()));
        edge.onSent(this, message);
        return true;
    }

    @Override
    public void close(String why) {
        if (open) {
            LOG.debug("closing {}: {}", this, why);
            open = false;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void onRefused() {
        if (hold.refuse(now())) {
            pauseFor(hold.sliceMillis());
        }
    }

    @Override
    public long waitedNanos() {
        return turn.waitedNanos();
    }

    @Override
    public int loop() {
        return turn.number();
    }

    @Override
    public boolean hasTime() {
        return turn.hasTime();
    }

    @Override
    public boolean isHeld() {
        return hold.isHeld(now());
    }

    /** What was there to be read has been. On the event loop. */
    void onReadComplete() {
        if (isHeld()) {
            pauseFor(hold.sliceMillis());
        }
    }

    /** Reads nothing for about a second; connections that begin together do not end together. On the event loop. */
    void pauseReading() {
        long jitter = Math.floorMod(((id + (++pauses * 7_919)) * 0x9E3779B97F4A7C15L) >>> 32, PAUSE_MILLIS);
        pauseFor(PAUSE_MILLIS / 2 + jitter);
    }

    private void pauseFor(long millis) {
        if (channel.config().isAutoRead()) {
            channel.config().setAutoRead(false);
            channel.eventLoop().schedule(() -> channel.config().setAutoRead(true), millis, TimeUnit.MILLISECONDS);
        }
    }

    private long now() {
        return channel.eventLoop().ticker().nanoTime();
    }

    /** The connection is gone. */
    void onClosed() {
        open = false;
    }

    @Override
    public String toString() {
        return "flow " + id + " (" + side + ' ' + protocol + ' ' + remote + ')';
    }

}
