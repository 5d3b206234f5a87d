package io.sbc.core.sip.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.Side;
import io.sbc.core.config.IcpSide;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.config.LimitSettings;
import io.sbc.core.config.Listener;
import io.sbc.core.config.PbxNode;
import io.sbc.core.config.SetSide;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge: the listeners of both sides and the connections to PBXs. {@link #start} once, then any thread. Messages go
 * to the {@link TransportListener} on Netty's event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is not waited for one by one
public final class SipTransport implements Connector, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SipTransport.class);

    private static final int BACKLOG = 4_096;

    /** Four of the largest messages; a phone that lets more pile up does not read. */
    private static final WriteBufferWaterMark PHONE_SEND_BUFFER = new WriteBufferWaterMark(64 << 10, 256 << 10);

    /** A busy PBX's worth of messages: about 2000 of 2 KiB. */
    private static final WriteBufferWaterMark PBX_SEND_BUFFER = new WriteBufferWaterMark(1 << 20, 4 << 20);

    /** Bursts of requests while a loop is busy; the kernel may grant less. */
    private static final int UDP_RECEIVE_BUFFER = 4 << 20;
    private static final int DATAGRAM_MAX = 65_535;
    private static final int SIP_PORT = 5060;
    private static final int SIPS_PORT = 5061;
    private static final long CLOSE_TIMEOUT_MILLIS = 5_000;

    private final SetSide set;
    private final IcpSide icp;
    private final LimitSettings limits;
    private final Predicate<InetAddress> trustedPbx;
    private final Counters<EdgeCounter> counters;
    private final EdgeGate gate;
    private final Map<Side, Map<TransportProtocol, Integer>> ports = new EnumMap<>(Side.class);
    private final List<Channel> listening = new ArrayList<>();
    private @Nullable EventLoopGroup group;
    private @Nullable EdgeContext edge;
    private @Nullable IcpConnections icpConnections;
    private @Nullable UdpEndpoint icpUdp;
    private volatile Identities identities = new Identities(null, null, null);

    /** The TLS identities of now, replaced together. */
    private record Identities(@Nullable SslContext set, @Nullable SslContext icp, @Nullable SslContext icpClient) {}

    /** With a gate that is open. */
    public SipTransport(SetSide set, IcpSide icp, LimitSettings limits, Predicate<InetAddress> trustedPbx,
            Counters<EdgeCounter> counters) {
        this(set, icp, limits, trustedPbx, counters, EdgeGate.OPEN);
    }

    /**
     * @param trustedPbx who may use the ICP side: configured and resolved PBXs and their trusted networks
     * @param gate asked about what arrives before it is read
     */
    public SipTransport(SetSide set, IcpSide icp, LimitSettings limits, Predicate<InetAddress> trustedPbx,
            Counters<EdgeCounter> counters, EdgeGate gate) {
        this.set = set;
        this.icp = icp;
        this.limits = limits;
        this.trustedPbx = trustedPbx;
        this.counters = counters;
        this.gate = gate;
        ports.put(Side.SET, new EnumMap<>(TransportProtocol.class));
        ports.put(Side.ICP, new EnumMap<>(TransportProtocol.class));
    }

    /**
     * Reads the certificates and starts the listeners that the configuration enables.
     *
     * @throws IOException when one cannot be started, saying which and why; nothing is left running then
     */
    public void start(TransportListener listener) throws IOException {
        identities = readIdentities();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(),
                new DefaultThreadFactory("edge"), NioIoHandler.newFactory());
        EdgeContext context = new EdgeContext(limits, counters, gate, listener);
        group = loops;
        edge = context;
        icpConnections = new IcpConnections(context, loops, new InetSocketAddress(icp.address(), 0),
                PBX_SEND_BUFFER, this::icpClientIdentity);
        ConnectionLimits admission = new ConnectionLimits(limits.connections(), limits.connectionsPerSource());
        try {
            startSet(loops, context, admission);
            startIcp(loops, context, admission);
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    private void startSet(EventLoopGroup loops, EdgeContext context, ConnectionLimits admission) throws IOException {
        String address = set.address();
        Listener tls = set.tls().listener();
        StreamListener.Settings common = new StreamListener.Settings(context, admission, Side.SET, PHONE_SEND_BUFFER);
        listenOnStream(loops, tls, address, new StreamListener(common, TransportProtocol.TLS, access(tls),
                () -> identities.set()));
        listenOnStream(loops, set.tcp(), address, new StreamListener(common, TransportProtocol.TCP,
                access(set.tcp()), () -> null));
        listenOnUdp(loops, set.udp(), address,
                new UdpEndpoint(context, Side.SET, access(set.udp())));
    }

    private void startIcp(EventLoopGroup loops, EdgeContext context, ConnectionLimits admission) throws IOException {
        String address = icp.address();
        StreamListener.Settings common = new StreamListener.Settings(context, admission, Side.ICP, PBX_SEND_BUFFER);
        UdpEndpoint udp = new UdpEndpoint(context, Side.ICP, trustedPbx);
        icpUdp = udp;
        listenOnUdp(loops, icp.udp(), address, udp);
        listenOnStream(loops, icp.tcp(), address, new StreamListener(common, TransportProtocol.TCP, trustedPbx,
                () -> null));
        listenOnStream(loops, icp.tls().listener(), address, new StreamListener(common, TransportProtocol.TLS,
                trustedPbx, () -> identities.icp()));
    }

    private void listenOnStream(EventLoopGroup loops, Listener settings, String address, StreamListener handler)
            throws IOException {
        if (settings.enabled()) {
            ServerBootstrap bootstrap = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, handler.sendBuffer())
                    .childHandler(handler);
            listening(handler.side(), handler.protocol(),
                    bootstrap.bind(new InetSocketAddress(address, settings.port())), address, settings);
        }
    }

    private void listenOnUdp(EventLoopGroup loops, Listener settings, String address, UdpEndpoint endpoint)
            throws IOException {
        if (settings.enabled()) {
            Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioDatagramChannel.class)
                    .option(ChannelOption.SO_RCVBUF, UDP_RECEIVE_BUFFER)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_MAX))
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, PBX_SEND_BUFFER)
                    .handler(endpoint);
            listening(endpoint.side(), TransportProtocol.UDP,
                    bootstrap.bind(new InetSocketAddress(address, settings.port())), address, settings);
        }
    }

    private void listening(Side side, TransportProtocol protocol, ChannelFuture binding, String address,
            Listener settings) throws IOException {
        binding.awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(name(side, protocol) + ": cannot listen on " + address + " port " + settings.port()
                    + ": " + binding.cause().getMessage(), binding.cause());
        }
        Channel channel = binding.channel();
        listening.add(channel);
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        portsOf(side).put(protocol, port);
        LOG.info("listening for {} on {} port {}", name(side, protocol), address, port);
    }

    private static Predicate<InetAddress> access(Listener settings) {
        return switch (settings.access()) {
            case PUBLIC -> source -> true;
            case PRIVATE -> source -> contains(settings.networks(), source);
        };
    }

    private static boolean contains(List<IpNetwork> networks, InetAddress source) {
        return networks.stream().anyMatch(network -> network.contains(source));
    }

    /** What is bound: {@code set.tls}, {@code icp.udp} and so on with their ports; only what is enabled. */
    public Map<String, Integer> localPorts() {
        Map<String, Integer> named = new LinkedHashMap<>();
        ports.forEach((side, ofSide) -> ofSide.forEach((protocol, port) -> named.put(name(side, protocol), port)));
        return named;
    }

    private static String name(Side side, TransportProtocol protocol) {
        return (side + "." + protocol).toLowerCase(Locale.ROOT);
    }

    @Override
    public CompletionStage<Flow> connect(NextHop hop) {
        if (hop.protocol().isStream()) {
            return started(icpConnections).connect(hop);
        }
        return started(icpUdp).flowTo(hop.address()).filter(UdpFlow::isOpen)
                .<CompletionStage<Flow>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(new IOException("icp.udp cannot reach " + hop)));
    }

    @Override
    public Optional<NextHop> streamInstead(NextHop datagramHop) {
        return Optional.of(overTcp(datagramHop)).filter(started(icpConnections)::isOpen);
    }

    @Override
    public void openStreamInstead(NextHop datagramHop) {
        started(icpConnections).connect(overTcp(datagramHop));
    }

    private static NextHop overTcp(NextHop hop) {
        return new NextHop(TransportProtocol.TCP, hop.address(), hop.serverName());
    }

    /** The port that is bound, or the protocol's own where nothing listens: responses come back over the connection. */
    @Override
    public SentBy sentBy(Side side, TransportProtocol protocol) {
        String address = side == Side.SET ? set.advertisedAddress() : icp.advertisedAddress();
        Integer port = portsOf(side).get(protocol);
        return SentBy.of(address, port != null ? port : unboundPort(side, protocol));
    }

    /** What a listener that is not bound yet, or is none, would have: as configured, else what the transport stands for. */
    private int unboundPort(Side side, TransportProtocol protocol) {
        int configured = switch (protocol) {
            case UDP -> side == Side.SET ? set.udp().port() : icp.udp().port();
            case TCP -> side == Side.SET ? set.tcp().port() : icp.tcp().port();
            case TLS -> side == Side.SET ? set.tls().listener().port() : icp.tls().listener().port();
        };
        return configured > 0 ? configured : protocol == TransportProtocol.TLS ? SIPS_PORT : SIP_PORT;
    }

    private Map<TransportProtocol, Integer> portsOf(Side side) {
        return ports.getOrDefault(side, Map.of());
    }

    @Override
    public Flow responseFlow(Flow arrival, Via topmostVia) {
        if (!(arrival instanceof UdpFlow udp) || topmostVia.parameters().has("rport")) {
            return arrival;
        }
        int port = topmostVia.port() == 0 ? SIP_PORT : topmostVia.port();
        return port == arrival.remote().getPort()
                ? arrival
                : udp.sibling(new InetSocketAddress(arrival.remote().getAddress(), port));
    }

    /**
     * Reads all certificates and keys again; connections from now on use them, those that exist live on. When one cannot
     * be read, nothing changes.
     */
    public void reloadCertificates() throws IOException {
        identities = readIdentities();
        LOG.info("certificates read again");
    }

    private Identities readIdentities() throws IOException {
        boolean tlsToPbx = icp.pbxs().stream().flatMap(pbx -> pbx.nodes().stream()).map(PbxNode::transport)
                .anyMatch(transport -> transport.map(known -> known == TransportProtocol.TLS)
                        .orElse(icp.tls().listener().enabled()));
        return new Identities(
                set.tls().listener().enabled() ? read("set.tls", () -> TlsContexts.server(set.tls())) : null,
                icp.tls().listener().enabled() ? read("icp.tls", () -> TlsContexts.server(icp.tls())) : null,
                tlsToPbx ? read("icp.tls", () -> TlsContexts.client(icp.tls())) : null);
    }

    /** What reads PEM files. */
    @FunctionalInterface
    private interface IdentityReader {

        SslContext read() throws IOException;
    }

    private static SslContext read(String where, IdentityReader reader) throws IOException {
        try {
            return reader.read();
        } catch (IOException unreadable) {
            throw new IOException(where + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private SslContext icpClientIdentity() {
        SslContext client = identities.icpClient();
        if (client == null) {
            throw new IllegalStateException("no PBX is configured with transport tls");
        }
        return client;
    }

    /** What operators watch of it. */
    public List<Gauge> gauges() {
        return List.of(
                new Gauge("sbc_flows_set", "Open connections of the set side", () -> connections(Side.SET)),
                new Gauge("sbc_flows_icp", "Open connections of the ICP side", () -> connections(Side.ICP)));
    }

    private long connections(Side side) {
        return edge == null ? 0 : edge.connections(side).get();
    }

    /** Stops listening, closes every connection and ends the event loops. */
    @Override
    public void close() {
        listening.forEach(Channel::close);
        if (group != null) {
            group.shutdownGracefully(0, CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(
                    2 * CLOSE_TIMEOUT_MILLIS);
        }
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("start() comes first");
        }
        return part;
    }
}
