package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.FailoverSettings;
import io.sbc.core.config.IcpSide;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.config.LimitSettings;
import io.sbc.core.config.Listener;
import io.sbc.core.config.Listener.Access;
import io.sbc.core.config.MediaAddress;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SetSide;
import io.sbc.core.config.TlsListener;
import io.sbc.core.config.TlsListener.ClientAuth;
import io.sbc.core.config.TlsListener.TlsProvider;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.transport.tls.CertificateNames;
import io.sbc.core.sip.transport.tls.TlsIdentities;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** A transport on free ports of the loopback interface; what a test does not say is as in production. */
final class EdgeFixture implements AutoCloseable {

    static final Listener ANYONE = new Listener(true, 0, Access.PUBLIC, List.of());
    static final Listener OFF = new Listener(false, 0, Access.PRIVATE, List.of());
    static final LimitSettings LIMITS = new LimitSettings(ParseLimits.DEFAULT, 100, 50, Duration.ofSeconds(10),
            Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(20), 1000);

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final RtpSecurityPolicy RTP = new RtpSecurityPolicy(RtpSecurityPolicy.Inbound.SRTP_OR_RTP,
            RtpSecurityPolicy.Outbound.RTP_ONLY, SrtpSuite.AES_CM_128_HMAC_SHA1_80,
            List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80));

    final RecordingListener listener = new RecordingListener();
    final Counters<EdgeCounter> counters = new Counters<>(EdgeCounter.class);
    final TlsIdentities identities;
    final SipTransport transport;

    private boolean closed;

    private EdgeFixture(Builder builder) throws IOException {
        TlsListener setTls = builder.tls(builder.setTls);
        TlsListener icpTls = builder.tls(builder.icpTls);
        MediaAddress media = new MediaAddress("127.0.0.1", "127.0.0.1");
        SetSide set = new SetSide("sbc.example.com", "sbc", "127.0.0.1", "sbc.example.com", setTls, builder.setTcp,
                builder.setUdp, RTP, media);
        List<PbxDefinition> pbxs = builder.tlsToPbx
                ? List.of(new PbxDefinition("pbx", "pbx.example.com", "127.0.0.1", 5061, TransportProtocol.TLS,
                        List.of()))
                : List.of();
        IcpSide icp = new IcpSide("127.0.0.1", "127.0.0.1", builder.icpUdp, builder.icpTcp, icpTls, RTP, media,
                new FailoverSettings(Duration.ofSeconds(4), Duration.ofSeconds(12), false, Duration.ofSeconds(10),
                        Duration.ofSeconds(3), 2, 2,
                        true),
                List.of(), pbxs);
        identities = new TlsIdentities(set, icp, Clock.system(), new SecureRandom());
        transport = new SipTransport(set, icp, builder.limits, identities, builder.trust(), counters);
        transport.start(builder.behind.apply(transport, listener));
    }

    static Builder with() {
        return new Builder();
    }

    int port(String name) {
        Integer port = transport.localPorts().get(name);
        if (port == null) {
            throw new AssertionError(name + " is not bound: " + transport.localPorts());
        }
        return port;
    }

    long count(EdgeCounter counter) {
        return counters.value(counter);
    }

    /**
     * The test has closed its phones: their connections are gone without being told to, before the transport ends; then
     * nothing at all is left, and each flow was told closed once (ADR 0450).
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            awaitNone("sbc_flows_set");
        } finally {
            transport.close();
        }
        for (String gauge : List.of("sbc_flows_set", "sbc_flows_icp")) {
            assertEquals(0, gauge(gauge), gauge);
        }
        listener.assertEachClosedOnce();
    }

    /** Ends it under the phones' feet. */
    void closeNow() {
        closed = true;
        transport.close();
    }

    long gauge(String name) {
        return transport.gauges().stream().filter(gauge -> gauge.metric().equals(name)).findFirst().orElseThrow()
                .value()
                .getAsLong();
    }

    private void awaitNone(String gauge) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingListener.PATIENCE_SECONDS);
        while (gauge(gauge) > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(gauge + "=" + gauge(gauge) + " though the phones are gone");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Everything off until named. */
    static final class Builder {

        private Listener setTls = OFF;
        private Listener setTcp = OFF;
        private Listener setUdp = OFF;
        private Listener icpUdp = OFF;
        private Listener icpTcp = OFF;
        private Listener icpTls = OFF;
        private LimitSettings limits = LIMITS;
        private Predicate<InetAddress> trusted = source -> true;
        private Path certificates = Path.of("none");
        private TlsProvider provider = TlsProvider.OPENSSL;
        private boolean tlsToPbx;
        private List<String> identityFiles = List.of("server");
        private ClientAuth clientAuth = ClientAuth.NONE;
        private Predicate<CertificateNames> pbxCertificate = names -> true;
        private BiFunction<Connector, TransportListener, TransportListener> behind = (connector,
                recording) -> recording;

        Builder setTls(Path certificatesDirectory, TlsProvider tlsProvider) {
            setTls = ANYONE;
            return identity(certificatesDirectory, tlsProvider);
        }

        Builder icpTls(Path certificatesDirectory, TlsProvider tlsProvider) {
            icpTls = ANYONE;
            return identity(certificatesDirectory, tlsProvider);
        }

        Builder tlsToPbx(Path certificatesDirectory, TlsProvider tlsProvider) {
            tlsToPbx = true;
            return identity(certificatesDirectory, tlsProvider);
        }

        private Builder identity(Path directory, TlsProvider tlsProvider) {
            certificates = directory;
            provider = tlsProvider;
            return this;
        }

        Builder setTcp(Listener listener) {
            setTcp = listener;
            return this;
        }

        Builder setUdp(Listener listener) {
            setUdp = listener;
            return this;
        }

        Builder icpUdp() {
            icpUdp = ANYONE;
            return this;
        }

        Builder icpTcp() {
            icpTcp = ANYONE;
            return this;
        }

        Builder trusted(Predicate<InetAddress> predicate) {
            trusted = predicate;
            return this;
        }

        /** Whose certificate is taken for the PBX's. */
        Builder pbxCertificate(Predicate<CertificateNames> predicate) {
            pbxCertificate = predicate;
            return this;
        }

        /** Names of files without their endings. */
        Builder identities(String... names) {
            identityFiles = List.of(names);
            return this;
        }

        Builder clientAuth(ClientAuth wanted) {
            clientAuth = wanted;
            return this;
        }

        private PbxTrust trust() {
            return new PbxTrust() {
                @Override
                public boolean isPbx(InetAddress source) {
                    return trusted.test(source);
                }

                @Override
                public boolean isPbx(InetAddress source, CertificateNames names) {
                    return pbxCertificate.test(names);
                }
            };
        }

        Builder limits(LimitSettings settings) {
            limits = settings;
            return this;
        }

        /** What takes the messages instead of the recording listener. */
        Builder behind(Function<Connector, TransportListener> listener) {
            behind = (connector, recording) -> listener.apply(connector);
            return this;
        }

        EdgeFixture start() throws IOException {
            return new EdgeFixture(this);
        }

        private TlsListener tls(Listener listener) {
            return new TlsListener(listener, PROTOCOLS, identityFiles.stream()
                    .map(name -> new CertificateFiles(certificates.resolve(name + ".pem"),
                            certificates.resolve(name + ".key"), true))
                    .toList(), clientAuth, certificates.resolve("ca.pem"), provider);
        }
    }

    static Listener privateTo(String network) {
        return new Listener(true, 0, Access.PRIVATE, List.of(IpNetwork.parse(network)));
    }
}
