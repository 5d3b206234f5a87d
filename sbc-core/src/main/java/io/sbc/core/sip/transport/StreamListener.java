package io.sbc.core.sip.transport;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.sbc.core.Side;
import io.sbc.core.sip.transport.tls.ServerIdentities;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Takes in the connections of one TCP or TLS listener: by access profile and limits, before anything is read. On the
 * event loop of each connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a refused connection is closed, however that ends
final class StreamListener extends ChannelInitializer<SocketChannel> {

    /** What the listeners of a side share. */
    record Settings(EdgeContext edge, ConnectionLimits limits, Side side, WriteBufferWaterMark sendBuffer,
            PeerGate gate) {}

    private final Settings settings;
    private final EdgeContext edge;
    private final TransportProtocol protocol;
    private final Predicate<InetAddress> access;
    private final Supplier<Optional<ServerIdentities>> tls;

    /** @param tls the identities of now; empty for plain TCP */
    StreamListener(Settings settings, TransportProtocol protocol, Predicate<InetAddress> access,
            Supplier<Optional<ServerIdentities>> tls) {
        this.settings = settings;
        this.edge = settings.edge();
        this.protocol = protocol;
        this.access = access;
        this.tls = tls;
    }

    Side side() {
        return settings.side();
    }

    TransportProtocol protocol() {
        return protocol;
    }

    WriteBufferWaterMark sendBuffer() {
        return settings.sendBuffer();
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        // No address: the peer is gone already.
        if (remote != null && admit(channel, remote.getAddress())) {
            edge.open.add(channel);
            tls.get().ifPresent(identities -> channel.pipeline().addLast(new FirstOctets(),
                    identities.newHandler(channel.alloc())));
            SipFramer framer = new SipFramer(edge.limits.message());
            channel.pipeline().addLast(framer, new StreamHandler(edge, settings.side(), protocol, framer,
                    settings.gate()));
        } else {
            channel.close();
        }
    }

    private boolean admit(SocketChannel channel, InetAddress source) {
        if (!access.test(source)) {
            edge.counters.increment(EdgeCounter.CONNECTIONS_REFUSED_ACCESS);
            return false;
        }
        if (!edge.gate.admitsConnection(settings.side(), source)) {
            edge.counters.increment(EdgeCounter.CONNECTIONS_REFUSED_GUARD);
            return false;
        }
        return switch (settings.limits().admit(source)) {
            case ADMITTED -> {
                edge.counters.increment(EdgeCounter.CONNECTIONS_ACCEPTED);
                channel.closeFuture().addListener(closed -> settings.limits().release(source));
                yield true;
            }
            case TOO_MANY -> {
                edge.counters.increment(EdgeCounter.CONNECTIONS_REFUSED_LIMIT);
                yield false;
            }
            case TOO_MANY_FROM_SOURCE -> {
                edge.counters.increment(EdgeCounter.CONNECTIONS_REFUSED_SOURCE);
                yield false;
            }
        };
    }
}
