package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sbc.core.config.TlsListener.ClientAuth;
import io.sbc.core.config.TlsListener.TlsProvider;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS has to do, with each library that may do it, against clients of the JDK on real sockets. */
@ParameterizedClass
@EnumSource(TlsProvider.class)
@ExtendWith(LeakCheck.class)
class TlsSuiteTest {

    private static final String WHOLE = String.join("\r\n", "OPTIONS sip:sbc.example.com SIP/2.0",
            "Via: SIP/2.0/TLS 10.1.1.1:5061;branch=z9hG4bK1;rport", "Max-Forwards: 70",
            "From: <sip:1001@sbc.example.com>;tag=a", "To: <sip:sbc.example.com>", "Call-ID: c1", "CSeq: 1 OPTIONS",
            "Content-Length: 0", "", "");

    private static final List<String> RSA_SCHEMES = List.of("rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384",
            "rsa_pkcs1_sha256");

    @Parameter
    TlsProvider provider = TlsProvider.OPENSSL;

    @TempDir
    Path directory = Path.of("replaced by JUnit");

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @DisplayName("RFC 8446 §4.2.3, RFC 8422 §5.1: P-256 to who can take it, RSA to the rest")
    void shouldShowEachClientTheCheapestCertificateItCanUse(String protocol) throws Exception {
        try (EdgeFixture edge = dual().start()) {
            assertEquals("EC", keyShownTo(edge, protocol, client -> {}));
            assertEquals("RSA", keyShownTo(edge, protocol,
                    client -> client.setSignatureSchemes(RSA_SCHEMES.toArray(String[]::new))));
        }
    }

    @Test
    void shouldShowRsaToAClientWithSuitesForRsaAlone() throws Exception {
        try (EdgeFixture edge = dual().start()) {
            assertEquals("RSA", keyShownTo(edge, "TLSv1.2",
                    client -> client.setCipherSuites(new String[]{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"})));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @DisplayName("RFC 6066 §3: exact name, wildcard, default")
    void shouldChooseByServerName(String protocol) throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        TestCertificates.issue(directory, "other", "EC", "other.example.org", "127.0.0.1");
        TestCertificates.issue(directory, "wild", "EC", "*.example.org");
        try (EdgeFixture edge = EdgeFixture.with().setTls(directory, provider).identities("server", "wild", "other")
                .start()) {
            assertEquals("CN=other.example.org", nameShownTo(edge, protocol, "other.example.org"));
            assertEquals("CN=*.example.org", nameShownTo(edge, protocol, "third.example.org"));
            assertEquals("CN=sbc.example.com", nameShownTo(edge, protocol, "a.b.example.org"));
            assertEquals("CN=sbc.example.com", nameShownTo(edge, protocol, "sbc.example.com"));
            assertEquals("CN=sbc.example.com", nameShownTo(edge, protocol, ""));
        }
    }

    @Test
    void shouldReadAClientHelloInPiecesOfOneOctet() throws Exception {
        try (EdgeFixture edge = dual().start(); Socket socket = connect(edge)) {
            OutputStream out = socket.getOutputStream();
            byte[] hello = clientHello();
            for (byte octet : hello) {
                out.write(octet);
                out.flush();
            }

            assertEquals(22, socket.getInputStream().read(), "a handshake record");
        }
    }

    /** RFC 8446 §5.1: handshake messages may be spread over several records. */
    @Test
    void shouldReadAClientHelloInManyRecords() throws Exception {
        try (EdgeFixture edge = dual().start(); Socket socket = connect(edge)) {
            byte[] hello = clientHello();
            ByteArrayOutputStream records = new ByteArrayOutputStream();
            for (int from = 5; from < hello.length; from += 40) {
                int length = Math.min(40, hello.length - from);
                records.write(hello, 0, 3);
                records.write(0);
                records.write(length);
                records.write(hello, from, length);
            }
            socket.getOutputStream().write(records.toByteArray());

            assertEquals(22, socket.getInputStream().read(), "a handshake record");
        }
    }

    @Test
    void shouldCloseAClientHelloThatIsTooLarge() throws Exception {
        try (EdgeFixture edge = dual().start(); Socket socket = connect(edge)) {
            byte[] start = {22, 3, 1, 0x40, 0, 1, 0, (byte) 0xFF, (byte) 0xFF, 3, 3};
            socket.getOutputStream().write(start);

            byte[] left = socket.getInputStream().readAllBytes();

            assertTrue(left.length < 16, "at most an alert");
            assertEquals(1, edge.count(EdgeCounter.HANDSHAKES_FAILED));
            assertEquals(0, edge.count(EdgeCounter.EDGE_ERRORS));
        }
    }

    @Test
    @DisplayName("RFC 9325 §4.1, §4.2: no suite without forward secrecy or without an AEAD")
    void shouldRefuseWeakSuites() throws Exception {
        try (EdgeFixture edge = dual().start()) {
            for (String suite : List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")) {
                assertThrows(IOException.class, () -> keyShownTo(edge, "TLSv1.2",
                        client -> client.setCipherSuites(new String[]{suite})), suite);
            }
            assertEquals(3, edge.count(EdgeCounter.HANDSHAKES_FAILED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"})
    void shouldSpeakEverySuiteOfRfc9325(String suite) throws Exception {
        try (EdgeFixture edge = dual().start()) {
            String protocol = suite.contains("ECDHE") ? "TLSv1.2" : "TLSv1.3";
            String key = keyShownTo(edge, protocol, client -> client.setCipherSuites(new String[]{suite}));

            assertEquals(suite.contains("_RSA_") ? "RSA" : "EC", key);
        }
    }

    @Test
    @DisplayName("RFC 9325 §3.5: no renegotiation")
    void shouldRefuseRenegotiation() throws Exception {
        try (EdgeFixture edge = dual().start(); SSLSocket client = open(edge, "TLSv1.2", parameters -> {})) {
            client.getOutputStream().write(WHOLE.getBytes(StandardCharsets.US_ASCII));
            edge.listener.next();

            IOException refused = assertThrows(IOException.class, () -> {
                client.startHandshake();
                client.getOutputStream().write(WHOLE.getBytes(StandardCharsets.US_ASCII));
                if (client.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            });
            assertFalse(refused instanceof SocketTimeoutException, "not by being left to wait");
            assertEquals(0, edge.count(EdgeCounter.EDGE_ERRORS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @DisplayName("RFC 8446 §2.2, RFC 5077: sessions are resumed")
    void shouldResumeSessions(String protocol) throws Exception {
        assumeFalse(provider == TlsProvider.BCTLS && protocol.equals("TLSv1.3"), "Bouncy Castle gives out no tickets");
        SSLContext phone = TestCertificates.clientTrusting(dualDirectory());
        try (EdgeFixture edge = dual().start()) {
            long first = createdOf(phone, edge, protocol);
            while (System.currentTimeMillis() - first < 5) {
                Thread.onSpinWait();
            }

            assertEquals(first, createdOf(phone, edge, protocol), "the same session");

            edge.identities.load();
            assertNotEquals(first, createdOf(phone, edge, protocol), "after a reload nothing old counts");
        }
    }

    @Test
    @DisplayName("RFC 7301 §3.1: a client that offers protocols is served without one")
    void shouldTolerateAlpn() throws Exception {
        try (EdgeFixture edge = dual().start();
                SSLSocket client = open(edge, "TLSv1.3",
                        parameters -> parameters.setApplicationProtocols(new String[]{"sip", "sip/2"}))) {
            assertEquals("", client.getApplicationProtocol());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void shouldAskPhonesForCertificatesWhereThatIsConfigured(String protocol) throws Exception {
        TestCertificates.issue(dualDirectory(), "phone", "EC", "phone.example.com");
        Path strangers = directory.resolve("strangers");
        Files.createDirectory(strangers);
        TestCertificates.write(strangers, "stranger.example.com");
        Files.copy(directory.resolve("ca.pem"), strangers.resolve("ca.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        try (EdgeFixture required = dual().clientAuth(ClientAuth.REQUIRED).start();
                EdgeFixture optional = dual().clientAuth(ClientAuth.OPTIONAL).start()) {
            SSLContext nobody = TestCertificates.clientTrusting(directory);
            SSLContext phone = TestCertificates.clientWith(directory, "phone");
            SSLContext stranger = TestCertificates.clientWith(strangers, "server");

            assertTrue(canTalk(phone, required, protocol));
            assertFalse(canTalk(nobody, required, protocol));
            assertFalse(canTalk(stranger, required, protocol));
            assertTrue(canTalk(phone, optional, protocol));
            assertTrue(canTalk(nobody, optional, protocol));
        }
    }

    @Test
    @DisplayName("RFC 5922 §7: a PBX that connects proves to be that PBX")
    void shouldTakeOnlyThePbxsOwnCertificateOnTheIcpSide() throws Exception {
        TestCertificates.issue(dualDirectory(), "pbx", "EC", "sip:pbx.example.com");
        TestCertificates.issue(directory, "other", "EC", "other.example.com");
        try (EdgeFixture edge = EdgeFixture.with().icpTls(directory, provider).clientAuth(ClientAuth.REQUIRED)
                .pbxCertificate(names -> names.isSipIdentity("pbx.example.com")).start()) {
            assertTrue(canTalk(TestCertificates.clientWith(directory, "pbx"), edge, "TLSv1.3"));
            assertFalse(canTalk(TestCertificates.clientWith(directory, "other"), edge, "TLSv1.3"));

            assertEquals(1, edge.count(EdgeCounter.CONNECTIONS_REFUSED_IDENTITY));
            assertEquals(0, edge.count(EdgeCounter.HANDSHAKES_FAILED));
        }
    }

    @Test
    @DisplayName("RFC 5922 §7.2: no wildcard; §7.1: no CN beside a subjectAltName; a SIP URI counts")
    void shouldTakeAPbxForItsSipDomainOnly() throws Exception {
        TestCertificates.write(directory, "unused.example.com");
        TestCertificates.issue(directory, "wild", "EC", "*.example.com");
        TestCertificates.issue(directory, "uri", "EC", "sip:pbx.example.com");
        TestCertificates.issue(directory, "user", "EC", "sip:alice@pbx.example.com");
        TestCertificates.issue(directory, "cn", "EC", Duration.ofDays(1), "pbx.example.com");
        try (EdgeFixture edge = EdgeFixture.with().tlsToPbx(directory, provider).start()) {
            assertTrue(connects(edge, "uri"));
            assertTrue(connects(edge, "cn"));
            assertFalse(connects(edge, "wild"));
            assertFalse(connects(edge, "user"));
        }
    }

    @Test
    void shouldCloseWhenThePeerSaysThatItWillSendNoMore() throws Exception {
        try (EdgeFixture edge = dual().start(); SSLSocket client = open(edge, "TLSv1.3", parameters -> {})) {
            client.shutdownOutput(); // close_notify, the TCP connection stays

            assertEquals(-1, client.getInputStream().read());
        }
    }

    private boolean connects(EdgeFixture edge, String certificate) throws Exception {
        try (EdgeFixture pbx = EdgeFixture.with().icpTls(directory, provider).identities(certificate).start()) {
            NextHop hop = new NextHop(TransportProtocol.TLS,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), pbx.port("icp.tls")), "pbx.example.com");
            return edge.transport.connect(hop).toCompletableFuture()
                    .get(RecordingListener.PATIENCE_SECONDS, TimeUnit.SECONDS).isOpen();
        } catch (ExecutionException refused) {
            return false;
        }
    }

    private EdgeFixture.Builder dual() {
        return EdgeFixture.with().setTls(dualDirectory(), provider).identities("server", "rsa");
    }

    /** P-256 and RSA for the same name. */
    private Path dualDirectory() {
        if (!Files.exists(directory.resolve("rsa.pem"))) {
            TestCertificates.write(directory, "sbc.example.com");
            TestCertificates.issue(directory, "rsa", "RSA", "sbc.example.com", "127.0.0.1");
        }
        return directory;
    }

    private static boolean canTalk(SSLContext client, EdgeFixture edge, String protocol) throws Exception {
        try (SSLSocket socket = open(client, port(edge), protocol, parameters -> {})) {
            socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == '\r';
        } catch (IOException refused) {
            return false;
        }
    }

    /** When the session that the client ends up with was made; a message both ways brings the tickets of TLS 1.3. */
    private static long createdOf(SSLContext client, EdgeFixture edge, String protocol) throws IOException {
        try (SSLSocket socket = open(client, port(edge), protocol, parameters -> {})) {
            socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals('\r', socket.getInputStream().read());
            return socket.getSession().getCreationTime();
        }
    }

    private String keyShownTo(EdgeFixture edge, String protocol, Consumer<SSLParameters> client) throws IOException {
        try (SSLSocket socket = open(edge, protocol, client)) {
            return socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm();
        }
    }

    private String nameShownTo(EdgeFixture edge, String protocol, String serverName) throws IOException {
        try (SSLSocket socket = open(edge, protocol, parameters -> parameters
                .setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName))))) {
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    private SSLSocket open(EdgeFixture edge, String protocol, Consumer<SSLParameters> client) throws IOException {
        return open(TestCertificates.clientTrusting(directory), port(edge), protocol, client);
    }

    private static SSLSocket open(SSLContext context, int port, String protocol, Consumer<SSLParameters> client)
            throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(new Socket(InetAddress.getLoopbackAddress(), port), "sbc.example.com", port, true);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[]{protocol});
        client.accept(parameters);
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
        return socket;
    }

    private static Socket connect(EdgeFixture edge) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(edge));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static int port(EdgeFixture edge) {
        return edge.transport.localPorts().containsKey("set.tls") ? edge.port("set.tls") : edge.port("icp.tls");
    }

    /** One record. */
    private byte[] clientHello() throws IOException {
        SSLEngine engine = TestCertificates.clientTrusting(directory).createSSLEngine("sbc.example.com", 5061);
        engine.setUseClientMode(true);
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }
}
