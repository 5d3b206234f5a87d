package io.sbc.core.sip.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.Side;
import io.sbc.core.config.IcpSide;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.config.LimitSettings;
import io.sbc.core.config.Listener;
import io.sbc.core.config.SetSide;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.tls.CertificateNames;
import io.sbc.core.sip.transport.tls.TlsIdentities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
    private final TlsIdentities identities;
    private final EdgeIo io = EdgeIo.best();
    private final LoopLag lag = new LoopLag();
    private final PbxTrust trust;
    private final Counters<EdgeCounter> counters;
    private final EdgeGate gate;
    private final Map<Side, Map<TransportProtocol, Integer>> ports = new EnumMap<>(Side.class);
    private final List<Channel> listening = new ArrayList<>();
    private @Nullable EventLoopGroup phoneLoops;
    private @Nullable EventLoopGroup pbxLoops;
    private @Nullable EdgeContext edge;
    private @Nullable IcpConnections icpConnections;
    private @Nullable UdpEndpoint icpUdp;
    private int trafficClass;
    private @Nullable WireTap tap;

    /** With a gate that is open. */
    public SipTransport(SetSide set, IcpSide icp, LimitSettings limits, TlsIdentities identities, PbxTrust trust,
            Counters<EdgeCounter> counters) {
        this(set, icp, limits, identities, trust, counters, EdgeGate.OPEN);
    }

    /**
     * @param identities loaded by {@link #start}, closed by {@link #close}
     * @param trust who may use the ICP side: configured and resolved PBXs and their trusted networks
     * @param gate asked about what arrives before it is read
     */
    public SipTransport(SetSide set, IcpSide icp, LimitSettings limits, TlsIdentities identities, PbxTrust trust,
            Counters<EdgeCounter> counters, EdgeGate gate) {
        this.set = set;
        this.icp = icp;
        this.limits = limits;
        this.identities = identities;
        this.trust = trust;
        this.counters = counters;
        this.gate = gate;
        ports.put(Side.SET, new EnumMap<>(TransportProtocol.class));
        ports.put(Side.ICP, new EnumMap<>(TransportProtocol.class));
    }

    /** Before {@link #start}: marks what is sent on both sides with this DSCP (RFC 2474 §3), 0 to 63. */
    public void markWith(int dscp) {
        trafficClass = dscp << 2;
    }

    /** Before {@link #start}: shows every message to {@code watcher}. */
    public void watchWith(WireTap watcher) {
        tap = watcher;
    }

    /**
     * Reads the certificates and starts the listeners that the configuration enables.
     *
     * @throws IOException when one cannot be started, saying which and why; nothing is left running then
     */
    public void start(TransportListener listener) throws IOException {
        identities.load();
        EventLoopGroup ofPhones = io.phoneLoops();
        EventLoopGroup ofPbxs = io.pbxLoops();
        EdgeContext context = new EdgeContext(limits, counters, gate, listener, tap);
        phoneLoops = ofPhones;
        lag.watch(ofPhones);
        pbxLoops = ofPbxs;
        edge = context;
        icpConnections = new IcpConnections(context, io, ofPbxs, new InetSocketAddress(icp.address(), 0),
                PBX_SEND_BUFFER, trafficClass, this::icpClientIdentity);
        try {
            startSet(ofPhones, context, admission());
            startIcp(ofPbxs, context, admission());
            LOG.info("sockets are driven by {}", io.name());
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    /** Of each side its own: however many phones there are, a PBX gets in. */
    private ConnectionLimits admission() {
        return new ConnectionLimits(limits.connections(), limits.connectionsPerSource());
    }

    private void startSet(EventLoopGroup loops, EdgeContext context, ConnectionLimits admission) throws IOException {
        String address = set.address();
        Listener tls = set.tls().listener();
        StreamListener.Settings common = new StreamListener.Settings(context, admission, Side.SET, PHONE_SEND_BUFFER,
                PeerGate.OPEN);
        listenOnStream(loops, tls, address, new StreamListener(common, TransportProtocol.TLS, access(tls),
                identities::set));
        listenOnStream(loops, set.tcp(), address, new StreamListener(common, TransportProtocol.TCP,
                access(set.tcp()), Optional::empty));
        listenOnUdp(loops, set.udp(), address,
                new UdpEndpoint(context, Side.SET, access(set.udp())));
    }

    private void startIcp(EventLoopGroup loops, EdgeContext context, ConnectionLimits admission) throws IOException {
        String address = icp.address();
        StreamListener.Settings common = new StreamListener.Settings(context, admission, Side.ICP, PBX_SEND_BUFFER,
                this::isPbx);
        UdpEndpoint udp = new UdpEndpoint(context, Side.ICP, trust::isPbx);
        icpUdp = udp;
        listenOnUdp(loops, icp.udp(), address, udp);
        listenOnStream(loops, icp.tcp(), address, new StreamListener(common, TransportProtocol.TCP, trust::isPbx,
                Optional::empty));
        listenOnStream(loops, icp.tls().listener(), address, new StreamListener(common, TransportProtocol.TLS,
                trust::isPbx, identities::icp));
    }

    /** Where PBXs are asked for certificates, one that is shown must be for the PBX of that address. */
    private boolean isPbx(InetAddress source, Optional<X509Certificate> certificate) {
        return switch (icp.tls().clientAuth()) {
            case NONE -> true;
            case OPTIONAL -> certificate.isEmpty() || trust.isPbx(source, CertificateNames.of(certificate.get()));
            case REQUIRED -> certificate.isPresent() && trust.isPbx(source, CertificateNames.of(certificate.get()));
        };
    }

    private void listenOnStream(EventLoopGroup loops, Listener settings, String address, StreamListener handler)
            throws IOException {
        if (settings.enabled()) {
            ServerBootstrap bootstrap = new ServerBootstrap().group(loops).channel(io.server())
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.IP_TOS, trafficClass)
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
            Bootstrap bootstrap = new Bootstrap().group(loops).channel(io.datagram())
                    .option(ChannelOption.SO_RCVBUF, UDP_RECEIVE_BUFFER)
                    .option(ChannelOption.IP_TOS, trafficClass)
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

    private SslContext icpClientIdentity() {
        return identities.icpClient()
                .orElseThrow(() -> new IllegalStateException("no PBX is configured with transport tls"));
    }

    /** What operators watch of it. */
    public List<Gauge> gauges() {
        return List.of(
                new Gauge("sbc_flows_set", "Open connections of the set side", () -> connections(Side.SET)),
                new Gauge("sbc_flows_icp", "Open connections of the ICP side", () -> connections(Side.ICP)),
                Gauge.seconds("sbc_edge_lag_seconds", "How late the event loops of phones read what has come",
                        lag::nanos));
    }

    private long connections(Side side) {
        return edge == null ? 0 : edge.connections(side).get();
    }

    /** Stops listening, closes every connection and ends the event loops. */
    @Override
    public void close() {
        List<EventLoopGroup> loops = Stream.of(phoneLoops, pbxLoops).filter(Objects::nonNull).toList();
        if (edge != null) {
            edge.open.closeAll(listening, loops, CLOSE_TIMEOUT_MILLIS);
        }
        loops.stream().map(group -> group.shutdownGracefully(0, CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS))
                .toList().forEach(ending -> ending.awaitUninterruptibly(2 * CLOSE_TIMEOUT_MILLIS));
        identities.close();
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("start() comes first");
        }
        return part;
    }
}
