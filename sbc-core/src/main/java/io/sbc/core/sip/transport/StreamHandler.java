package io.sbc.core.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.sbc.core.Side;
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
 * The last handler of a connection: its frames become messages or answers, and its clocks end it. A connection of the
 * set side has to bring a first message in time, to end each message in time once it has begun, and never to be silent
 * for longer than the idle time. On the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written closes the channel, which is heard of
final class StreamHandler extends SimpleChannelInboundHandler<Frame> {

    private static final Logger LOG = LoggerFactory.getLogger(StreamHandler.class);
    private static final ByteBuf PONG = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer(new byte[]{'\r', '\n'}).asReadOnly());

    private final EdgeContext edge;
    private final Side side;
    private final TransportProtocol protocol;
    private final SipFramer framer;
    private final CompletableFuture<Flow> opened = new CompletableFuture<>();
    private @Nullable StreamFlow flow;

    /** Whether somebody may know of the flow: a message came over it, or it was opened for somebody. */
    private boolean known;
    private long lastReadNanos;

    /** A message is awaited, first or begun; false between messages. */
    private boolean awaiting;
    private long awaitedSinceNanos;
    private @Nullable ScheduledFuture<?> nextCheck;
    private long nextCheckNanos;

    StreamHandler(EdgeContext edge, Side side, TransportProtocol protocol, SipFramer framer) {
        super(Frame.class);
        this.edge = edge;
        this.side = side;
        this.protocol = protocol;
        this.framer = framer;
    }

    /** The flow once it can be used: connected and, with TLS, shaken hands. Fails with an {@link IOException}. */
    CompletableFuture<Flow> opened() {
        return opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        StreamFlow connected = new StreamFlow(edge, side, protocol, context.channel(),
                address(context.channel().localAddress()), address(context.channel().remoteAddress()));
        flow = connected;
        edge.connections(side).incrementAndGet();
        lastReadNanos = now(context);
        await(context, lastReadNanos);
        if (protocol != TransportProtocol.TLS) {
            opened.complete(connected);
        }
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        StreamFlow open = flow();
        switch (frame) {
            case Frame.Message message -> {
                known = true;
                awaiting = false;
                edge.onBytes(open, message.bytes());
            }
            case Frame.Ping ping -> {
                edge.counters.increment(EdgeCounter.KEEPALIVES);
                if (context.channel().isWritable()) {
                    context.writeAndFlush(PONG.duplicate());
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
    public void channelReadComplete(ChannelHandlerContext context) {
        lastReadNanos = now(context);
        if (framer.isInMessage() && !awaiting) {
            await(context, lastReadNanos);
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                opened.complete(flow());
            } else {
                edge.counters.increment(EdgeCounter.HANDSHAKES_FAILED);
                if (flow != null) {
                    edge.gate.onMalformed(side, protocol, flow.remote().getAddress());
                }
                opened.completeExceptionally(new IOException("TLS handshake failed: " + handshake.cause().getMessage(),
                        handshake.cause()));
                context.close();
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        StreamFlow closed = flow;
        if (closed != null) {
            closed.onClosed();
            edge.connections(side).decrementAndGet();
            edge.counters.increment(EdgeCounter.CONNECTIONS_CLOSED);
            boolean wasOpened = opened.isDone() && !opened.isCompletedExceptionally();
            opened.completeExceptionally(new IOException("the connection was lost before it could be used"));
            if (known || (side == Side.ICP && wasOpened)) {
                edge.onFlowClosed(closed);
            }
        }
        if (nextCheck != null) {
            nextCheck.cancel(false);
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException
                || (cause instanceof DecoderException && cause.getCause() instanceof SSLException)) {
            LOG.debug("{}: {}", flow, cause.toString());
        } else {
            edge.onBug("a handler of a connection", cause);
        }
        context.close();
    }

    private void await(ChannelHandlerContext context, long now) {
        awaiting = true;
        awaitedSinceNanos = now;
        checkBy(context, now, now + edge.limits.firstMessageTimeout().toNanos());
    }

    /** Makes sure of a check at {@code deadline} at the latest; one is armed at a time. Phones only. */
    private void checkBy(ChannelHandlerContext context, long now, long deadline) {
        if (side != Side.SET || (nextCheck != null && nextCheckNanos - deadline <= 0)) {
            return;
        }
        if (nextCheck != null) {
            nextCheck.cancel(false);
        }
        nextCheckNanos = deadline;
        nextCheck = context.executor().schedule(() -> check(context), deadline - now, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        nextCheck = null;
        long now = now(context);
        long awaitedUntil = awaitedSinceNanos + edge.limits.firstMessageTimeout().toNanos();
        long idleUntil = lastReadNanos + edge.limits.idleTimeout().toNanos();
        if (awaiting && now - awaitedUntil >= 0) {
            edge.counters.increment(EdgeCounter.FIRST_MESSAGE_TIMEOUTS);
            context.close();
        } else if (now - idleUntil >= 0) {
            edge.counters.increment(EdgeCounter.IDLE_TIMEOUTS);
            context.close();
        } else {
            checkBy(context, now, awaiting && awaitedUntil - idleUntil < 0 ? awaitedUntil : idleUntil);
        }
    }

    private StreamFlow flow() {
        if (flow == null) {
            throw new IllegalStateException("a frame before the connection was active");
        }
        return flow;
    }

    private static long now(ChannelHandlerContext context) {
        return context.executor().ticker().nanoTime();
    }

    private static InetSocketAddress address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet : new InetSocketAddress(0);
    }
}
