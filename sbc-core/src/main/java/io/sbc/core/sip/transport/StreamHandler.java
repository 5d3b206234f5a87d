package io.sbc.core.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.sbc.core.Side;
import io.sbc.core.sip.transport.ConnectionClock.Expiry;
import io.sbc.core.sip.transport.tls.TlsPeers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of a connection: its frames become messages or answers, and its clock ends it: a handshake, a first
 * message or a begun one that takes too long, silence of a phone, and a peer that does not read. On the connection's event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written closes the channel, which is heard of
final class StreamHandler extends ChannelDuplexHandler implements ChannelFutureListener {

    private static final Logger LOG = LoggerFactory.getLogger(StreamHandler.class);
    private static final ByteBuf PONG = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer(new byte[]{'\r', '\n'}).asReadOnly());

    private final EdgeContext edge;
    private final Side side;
    private final TransportProtocol protocol;
    private final SipFramer framer;
    private final PeerGate gate;
    private @Nullable CompletableFuture<Flow> opened;
    private @Nullable StreamFlow flow;
    private @Nullable ConnectionClock clock;
    private @Nullable ChannelHandlerContext context;

    /** Whether somebody may know of the flow: a message came over it, or it was opened for somebody. */
    private boolean known;
    private boolean handshakeFailed;
    private int writesWaiting;
    private @Nullable ScheduledFuture<?> nextCheck;
    private long nextCheckNanos;

    StreamHandler(EdgeContext edge, Side side, TransportProtocol protocol, SipFramer framer, PeerGate gate) {
        this.edge = edge;
        this.side = side;
        this.protocol = protocol;
        this.framer = framer;
        this.gate = gate;
    }

    /**
     * The flow once it can be used: connected and, with TLS, shaken hands. Fails with an {@link IOException}. Asked for
     * before the connection is begun.
     */
    CompletableFuture<Flow> opened() {
        CompletableFuture<Flow> future = new CompletableFuture<>();
        opened = future;
        return future;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        StreamFlow connected = new StreamFlow(edge, side, protocol, active.channel(),
                address(active.channel().localAddress()), address(active.channel().remoteAddress()));
        flow = connected;
        edge.connections(side).incrementAndGet();
        clock = new ConnectionClock(edge.limits, side == Side.SET, protocol == TransportProtocol.TLS, now());
        scheduleCheck();
        if (protocol != TransportProtocol.TLS) {
            onUsable(connected);
        }
        active.fireChannelActive();
    }

    private void onUsable(StreamFlow usable) {
        CompletableFuture<Flow> awaited = opened;
        if (awaited != null) {
            known = true;
            awaited.complete(usable);
            opened = null;
        } else if (side == Side.ICP) {
            known = true;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        StreamFlow open = flow();
        switch ((Frame) message) {
            case Frame.Message framed -> {
                known = true;
                clock().onMessage();
                edge.onBytes(open, framed.bytes());
            }
            case Frame.Ping ping -> {
                edge.counters.increment(EdgeCounter.KEEPALIVES);
                if (reading.channel().isWritable()) {
                    reading.channel().writeAndFlush(PONG.duplicate());
                }
            }
            case Frame.Broken broken -> onBroken(open, broken);
        }
    }

    private void onBroken(StreamFlow open, Frame.Broken broken) {
        edge.gate.onMalformed(side, protocol, open.remote().getAddress());
        switch (broken.reason()) {
            case GARBAGE -> edge.counters.increment(EdgeCounter.MALFORMED_GARBAGE);
            case TOO_LARGE -> {
                edge.counters.increment(EdgeCounter.MALFORMED_TOO_LARGE);
                answer(open, broken, 413);
            }
            case LENGTH -> {
                edge.counters.increment(EdgeCounter.MALFORMED_LENGTH);
                answer(open, broken, 400);
            }
        }
        open.close("cannot be followed: " + broken.reason());
    }

    private void answer(StreamFlow open, Frame.Broken broken, int status) {
        if (broken.head().length > 0) {
            edge.onBrokenHead(open, broken.head(), status);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        ConnectionClock running = clock();
        running.onRead(now());
        flow().onReadComplete();
        if (framer.isInMessage()) {
            running.onMessageBegun(now());
            scheduleCheck();
        }
        reading.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
        writesWaiting++;
        if (clock != null) {
            clock.onWriteWaits(now());
        }
        writing.write(message, promise.unvoid().addListener(this));
    }

    /** What the system takes at once, which is nearly everything, needs no timer. */
    @Override
    public void flush(ChannelHandlerContext writing) {
        writing.flush();
        if (writesWaiting > 0 && clock != null) {
            scheduleCheck();
        }
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        writesWaiting--;
        if (clock != null) {
            clock.onWritten(now(), writesWaiting > 0);
        }
        if (!written.isSuccess()) {
            written.channel().close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext told, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                onHandshakeDone(told);
            } else {
                onHandshakeFailed(handshake.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent) {
            // The peer will not send any more; who leaves the TCP connection open all the same is not waited for.
            told.close();
        }
        told.fireUserEventTriggered(event);
    }

    private void onHandshakeDone(ChannelHandlerContext told) {
        SslHandler ssl = told.pipeline().get(SslHandler.class);
        StreamFlow connected = flow();
        if (ssl != null) {
            TlsPeers.refuseRenegotiation(ssl.engine());
            if (!gate.admits(connected.remote().getAddress(), TlsPeers.certificate(ssl.engine()))) {
                edge.counters.increment(EdgeCounter.CONNECTIONS_REFUSED_IDENTITY);
                handshakeFailed = true; // and counted as what it is
                fail(new IOException("the certificate is not the PBX's"));
                told.close();
                return;
            }
        }
        clock().onHandshakeDone(now());
        scheduleCheck();
        onUsable(connected);
    }

    private void onHandshakeFailed(Throwable cause) {
        if (!handshakeFailed) {
            handshakeFailed = true;
            boolean silent = hasGoneWithoutAWord();
            edge.counters.increment(silent ? EdgeCounter.CONNECTIONS_SILENT : EdgeCounter.HANDSHAKES_FAILED);
            if (flow != null && !silent) {
                edge.gate.onMalformed(side, protocol, flow.remote().getAddress());
                edge.gate.onHandshakeFailed(side, flow.remote().getAddress(), cause);
            }
            fail(new IOException("TLS handshake failed: " + cause.getMessage(), cause));
            context().close();
        }
    }

    /** Nobody's fault, while who holds a connection and says nothing until its time is over wants something, or wants to do harm. */
    private boolean hasGoneWithoutAWord() {
        return !context().channel().isActive() && FirstOctets.areAwaited(context().pipeline());
    }

    private void fail(IOException why) {
        if (opened != null) {
            opened.completeExceptionally(why);
            opened = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        StreamFlow closed = flow;
        if (closed != null) {
            closed.onClosed();
            edge.connections(side).decrementAndGet();
            edge.counters.increment(EdgeCounter.CONNECTIONS_CLOSED);
            boolean unfinished = clock().isShakingHands() && !known;
            if (unfinished || opened != null) {
                IOException lost = new IOException("the connection was lost before it could be used");
                if (unfinished) {
                    onHandshakeFailed(lost);
                }
                fail(lost);
            }
            if (known) {
                edge.onFlowClosed(closed);
            }
        }
        if (nextCheck != null) {
            nextCheck.cancel(false);
        }
        inactive.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (cause instanceof IOException
                || (cause instanceof DecoderException && cause.getCause() instanceof SSLException)) {
            LOG.debug("{}: {}", flow, cause.toString());
        } else {
            edge.onBug("a handler of a connection", cause);
        }
        failed.close();
    }

    /** Makes sure of a check at the next deadline at the latest; one is armed at a time. */
    private void scheduleCheck() {
        long now = now();
        long delay = clock().untilDeadline(now);
        if (delay == ConnectionClock.NEVER) {
            return;
        }
        if (nextCheck != null) {
            if (nextCheckNanos - (now + delay) <= 0) {
                return;
            }
            nextCheck.cancel(false);
        }
        nextCheckNanos = now + delay;
        nextCheck = context().executor().schedule(this::check, delay, TimeUnit.NANOSECONDS);
    }

    private void check() {
        nextCheck = null;
        Expiry expiry = clock().expired(now());
        switch (expiry) {
            case NONE -> scheduleCheck();
            case HANDSHAKE -> onHandshakeFailed(new IOException("it took too long"));
            case FIRST_MESSAGE -> end(EdgeCounter.FIRST_MESSAGE_TIMEOUTS);
            case IDLE -> end(EdgeCounter.IDLE_TIMEOUTS);
            case WRITE -> end(EdgeCounter.WRITE_TIMEOUTS);
        }
    }

    private void end(EdgeCounter why) {
        edge.counters.increment(why);
        context().close();
    }

    private StreamFlow flow() {
        return begun(flow);
    }

    private ConnectionClock clock() {
        return begun(clock);
    }

    private ChannelHandlerContext context() {
        return begun(context);
    }

    private static <T> T begun(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("a frame before the connection was active");
        }
        return part;
    }

    private long now() {
        return context().executor().ticker().nanoTime();
    }

    private static InetSocketAddress address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet : new InetSocketAddress(0);
    }
}
