package io.sbc.core.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket: a datagram is a message, or a keepalive of line ends (RFC 5626 §4.4.1 knows that for streams only,
 * phones do it here too). Flows are pairs of addresses; those of phones are forgotten when they are idle, those of PBXs
 * stay. What is larger than a datagram can be is refused; RFC 3261 §18.1.1 would have requests over 1300 octets go by
 * TCP, which here is the configuration's business. The handler runs on the socket's event loop, sending on any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a datagram that cannot be sent is a lost one
final class UdpEndpoint extends SimpleChannelInboundHandler<DatagramPacket> {

    private static final Logger LOG = LoggerFactory.getLogger(UdpEndpoint.class);

    private static final int DATAGRAM_MAX = 65_507;
    private static final int KEEPALIVE_MAX = 8;
    private static final long SWEEP_SECONDS = 30;

    private final EdgeContext edge;
    private final Side side;
    private final Predicate<InetAddress> access;
    private final ConcurrentMap<InetSocketAddress, UdpFlow> flows = new ConcurrentHashMap<>();
    private volatile @Nullable Channel channel;

    UdpEndpoint(EdgeContext edge, Side side, Predicate<InetAddress> access) {
        super(DatagramPacket.class);
        this.edge = edge;
        this.side = side;
        this.access = access;
    }

    Side side() {
        return side;
    }

    InetSocketAddress local() {
        Channel bound = channel;
        return bound != null && bound.localAddress() instanceof InetSocketAddress address
                ? address
                : new InetSocketAddress(0);
    }

    boolean isOpen() {
        Channel bound = channel;
        return bound != null && bound.isActive();
    }

    /** The flow to a peer, made if need be; empty when there are too many. */
    Optional<UdpFlow> flowTo(InetSocketAddress remote) {
        UdpFlow known = flows.get(remote);
        if (known != null) {
            return Optional.of(known);
        }
        if (flows.size() >= edge.limits.connections()) {
            return Optional.empty();
        }
        return Optional.of(flows.computeIfAbsent(remote,
                address -> new UdpFlow(edge.nextFlowId(), this, address, now())));
    }

    boolean send(UdpFlow flow, SipMessage message) {
        Channel bound = channel;
        byte[] bytes = message.toBytes();
        if (bound == null || !flow.isOpen() || !bound.isWritable() || bytes.length > DATAGRAM_MAX) {
            edge.counters.increment(EdgeCounter.SENDS_REFUSED);
            return false;
        }
        bound.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(bytes), flow.remote()));
        edge.onSent(flow, message);
        return true;
    }

    void forget(UdpFlow flow) {
        flows.remove(flow.remote(), flow);
        if (flow.onClosed()) {
            edge.onFlowClosed(flow);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        if (side == Side.SET) {
            context.executor().scheduleAtFixedRate(() -> sweep(now()), SWEEP_SECONDS, SWEEP_SECONDS,
                    TimeUnit.SECONDS);
        }
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        if (!access.test(packet.sender().getAddress())) {
            edge.counters.increment(EdgeCounter.DATAGRAMS_REFUSED_ACCESS);
            return;
        }
        UdpFlow before = flows.get(packet.sender());
        if (before == null && !edge.gate.admitsDatagram(side, packet.sender())) {
            return;
        }
        if (isKeepalive(packet.content())) {
            edge.counters.increment(EdgeCounter.KEEPALIVES);
            if (before != null) {
                before.used(now());
            }
            return;
        }
        Optional<UdpFlow> flow = flowTo(packet.sender());
        if (flow.isEmpty()) {
            edge.counters.increment(EdgeCounter.DATAGRAMS_REFUSED_LIMIT);
            return;
        }
        flow.get().used(now());
        byte[] bytes = new byte[packet.content().readableBytes()];
        packet.content().readBytes(bytes);
        edge.onBytes(flow.get(), bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            // What ICMP told of an earlier datagram: the transaction's timers deal with it.
            LOG.debug("{}: {}", context.channel(), cause.toString());
        } else {
            edge.onBug("the handler of a UDP socket", cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        flows.values().forEach(this::forget);
        context.fireChannelInactive();
    }

    private void sweep(long now) {
        long idle = edge.limits.idleTimeout().toNanos();
        for (UdpFlow flow : flows.values()) {
            if (now - flow.lastUseNanos() >= idle) {
                edge.counters.increment(EdgeCounter.IDLE_TIMEOUTS);
                forget(flow);
            }
        }
    }

    private static boolean isKeepalive(ByteBuf content) {
        if (content.readableBytes() > KEEPALIVE_MAX) {
            return false;
        }
        for (int i = content.readerIndex(); i < content.writerIndex(); i++) {
            byte b = content.getByte(i);
            if (b != '\r' && b != '\n' && b != 0) {
                return false;
            }
        }
        return true;
    }

    private long now() {
        Channel bound = channel;
        return bound == null ? 0 : bound.eventLoop().ticker().nanoTime();
    }
}
