package io.sbc.core.sip.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.sbc.core.Side;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections that we open to PBXs: one for each next hop, shared by everyone who means exactly the same (address, port,
 * transport and name: lesson 7), opened on demand. Any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes are heard of by the handler's future
final class IcpConnections {

    /** Far below RFC 3261's timer B, so that another PBX can still be tried. */
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    /** A configuration has a handful of PBXs with a few addresses each. */
    private static final int CONNECTIONS_MAX = 1_024;

    private final EdgeContext edge;
    private final EdgeIo io;
    private final EventLoopGroup group;
    private final @Nullable InetSocketAddress bindAddress;
    private final WriteBufferWaterMark sendBuffer;
    private final int trafficClass;
    private final Supplier<SslContext> tls;
    private final ConcurrentMap<NextHop, CompletableFuture<Flow>> connections = new ConcurrentHashMap<>();

    /**
     * @param bindAddress where connections come from; its port is 0; a wildcard leaves the choice to the system
     * @param tls the client identity of now; throws when there is none
     */
    IcpConnections(EdgeContext edge, EdgeIo io, EventLoopGroup group, InetSocketAddress bindAddress,
            WriteBufferWaterMark sendBuffer, int trafficClass, Supplier<SslContext> tls) {
        this.edge = edge;
        this.io = io;
        this.group = group;
        this.bindAddress = bindAddress.getAddress().isAnyLocalAddress() ? null : bindAddress;
        this.sendBuffer = sendBuffer;
        this.trafficClass = trafficClass;
        this.tls = tls;
    }

    CompletableFuture<Flow> connect(NextHop hop) {
        CompletableFuture<Flow> known = connections.get(hop);
        if (known != null && !isDead(known)) {
            return known;
        }
        if (known != null) {
            connections.remove(hop, known);
        }
        if (connections.size() >= CONNECTIONS_MAX) {
            edge.counters.increment(EdgeCounter.CONNECTS_FAILED);
            return CompletableFuture.failedFuture(new IOException("too many connections to PBXs"));
        }
        CompletableFuture<Flow> opening = new CompletableFuture<>();
        CompletableFuture<Flow> other = connections.putIfAbsent(hop, opening);
        if (other != null) {
            return other;
        }
        open(hop, opening);
        return opening;
    }

    /** Whether a connection stands, ready to be used. */
    boolean isOpen(NextHop hop) {
        CompletableFuture<Flow> known = connections.get(hop);
        return known != null && known.isDone() && !isDead(known);
    }

    private static boolean isDead(CompletableFuture<Flow> connection) {
        return connection.isDone() && (connection.isCompletedExceptionally() || !connection.join().isOpen());
    }

    private void open(NextHop hop, CompletableFuture<Flow> opening) {
        SipFramer framer = new SipFramer(edge.limits.message());
        StreamHandler handler = new StreamHandler(edge, Side.ICP, hop.protocol(), framer, PeerGate.OPEN);
        handler.opened().whenComplete((flow, failure) -> {
            if (failure == null) {
                edge.counters.increment(EdgeCounter.CONNECTIONS_OPENED);
                opening.complete(flow);
            } else {
                fail(hop, opening, failure);
            }
        });
        try {
            bootstrap(hop, framer, handler).connect(hop.address(), bindAddress)
                    .addListener((ChannelFuture connected) -> {
                        if (!connected.isSuccess()) {
                            fail(hop, opening, connected.cause());
                        } else {
                            connected.channel().closeFuture().addListener(closed -> connections.remove(hop, opening));
                        }
                    });
        } catch (IllegalStateException noIdentity) {
            fail(hop, opening, noIdentity);
        }
    }

    private Bootstrap bootstrap(NextHop hop, SipFramer framer, StreamHandler handler) {
        SslContext context = hop.protocol() == TransportProtocol.TLS ? tls.get() : null;
        return new Bootstrap().group(group).channel(io.client())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.IP_TOS, trafficClass)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, sendBuffer)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        edge.open.add(channel);
                        if (context != null) {
                            SslHandler ssl = context.newHandler(channel.alloc(), hop.serverName(),
                                    hop.address().getPort());
                            ssl.setHandshakeTimeoutMillis(0); // the connection's own clock has it
                            channel.pipeline().addLast(ssl);
                        }
                        channel.pipeline().addLast(framer, handler);
                    }
                });
    }

    private void fail(NextHop hop, CompletableFuture<Flow> opening, Throwable cause) {
        connections.remove(hop, opening);
        if (!opening.isDone()) {
            edge.counters.increment(EdgeCounter.CONNECTS_FAILED);
            opening.completeExceptionally(
                    new IOException("cannot connect to " + hop + ": " + cause.getMessage(), cause));
        }
    }
}
