package io.sbc.admin.alarm.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.http.TlsSettings;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.AlarmSettings.SyslogSettings;
import io.sbc.core.config.AlarmSettings.SyslogTransport;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyslogChannelTest {

    @TempDir
    Path directory;

    private final ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        reader.close();
    }

    private static SyslogChannel channel(String host, int port, SyslogTransport transport, Optional<Path> trust) {
        return new SyslogChannel(new SyslogSettings(host, port, transport, 16, Severity.MINOR, trust), "node1",
                () -> News.NOW);
    }

    private static String expected() {
        return "<130>1 2026-01-01T00:00:00Z node1 sbc " + ProcessHandle.current().pid()
                + " RAISED [alarm@32473 id=\"7\" "
                + "kind=\"pbx-unreachable\" severity=\"critical\" subject=\"pbx\"] \uFEFFPBX unreachable: pbx is bad.";
    }

    private Future<String> readAll(ServerSocket server) {
        return reader.submit(() -> {
            try (Socket accepted = server.accept()) {
                return new String(accepted.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        });
    }

    @Test
    void shouldSendADatagramForEachMessage() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            server.setSoTimeout(10_000);
            channel("127.0.0.1", server.getLocalPort(), SyslogTransport.UDP, Optional.empty())
                    .send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx")));
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            server.receive(packet);

            assertEquals(expected(), new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldCountOctetsOverTcp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Future<String> received = readAll(server);
            channel("127.0.0.1", server.getLocalPort(), SyslogTransport.TCP, Optional.empty())
                    .send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx"),
                            News.cleared(AlarmKind.PBX_UNREACHABLE, "pbx")));

            String first = expected();
            String all = received.get(10, TimeUnit.SECONDS);
            String frame = first.getBytes(StandardCharsets.UTF_8).length + " " + first;
            assertTrue(all.startsWith(frame), all);
            String second = all.substring(frame.length());
            assertTrue(second.contains("<133>1 ") && second.contains(" CLEARED [") && second.endsWith(
                    "PBX unreachable (cleared): pbx is bad."), second);
        }
    }

    @Test
    void shouldSpeakTlsToWhomItTrustsAndNobodyElse() throws Exception {
        TlsSettings.in(directory, "");
        PemIdentity identity = PemIdentity.read(directory.resolve("admin.pem"), directory.resolve("admin.key"));
        try (ServerSocket server = tls(identity).getServerSocketFactory().createServerSocket(0, 5,
                InetAddress.ofLiteral("127.0.0.1"))) {
            Future<String> received = readAll(server);
            channel("127.0.0.1", server.getLocalPort(), SyslogTransport.TLS, Optional.of(directory.resolve("ca.pem")))
                    .send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx")));
            assertTrue(received.get(10, TimeUnit.SECONDS).endsWith(expected()));

            Future<String> refused = readAll(server);
            SyslogChannel distrusting = channel("127.0.0.1", server.getLocalPort(), SyslogTransport.TLS,
                    Optional.empty());
            assertThrows(IOException.class,
                    () -> distrusting.send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx"))));
            assertThrows(ExecutionException.class, () -> refused.get(10, TimeUnit.SECONDS));
        }
    }

    private static SSLContext tls(PemIdentity identity) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void shouldEscapeWhatWouldEndAValue() {
        String line = new String(SyslogMessage.write(News.raised(AlarmKind.OFFICE_BLOCKED, "a\"]\\b"), 16, "", 1,
                News.NOW), StandardCharsets.UTF_8);
        assertTrue(line.contains("subject=\"a\\\"\\]\\\\b\"]"), line);
        assertTrue(line.startsWith("<131>1 2026-01-01T00:00:00Z - sbc 1 RAISED "), line);
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        assertThrows(IOException.class, () -> channel("127.0.0.1", port, SyslogTransport.TCP, Optional.empty())
                .send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx"))));
    }
}
