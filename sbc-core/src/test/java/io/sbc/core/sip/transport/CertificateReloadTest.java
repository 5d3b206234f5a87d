package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.SslContext;
import io.sbc.core.config.TlsListener.TlsProvider;
import io.sbc.core.sip.transport.tls.TlsCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that change while the edge runs (lesson 11). A check is what the watch does every few seconds. */
@ExtendWith(LeakCheck.class)
class CertificateReloadTest {

    @TempDir
    Path directory = Path.of("replaced by JUnit");

    private EdgeFixture edge;

    @BeforeEach
    void start() throws IOException {
        TestCertificates.write(directory, "old.example.com");
        edge = EdgeFixture.with().tlsToPbx(directory, TlsProvider.OPENSSL).setTls(directory, TlsProvider.OPENSSL)
                .start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void shouldTakeServerAndClientIdentityTogether() {
        SslContext client = edge.identities.icpClient().orElseThrow();
        var server = edge.identities.set().orElseThrow();
        edge.identities.check();
        assertSame(client, edge.identities.icpClient().orElseThrow(), "nothing changed");

        TestCertificates.issue(directory, "server", "EC", "new.example.com");
        edge.identities.check();

        assertNotSame(client, edge.identities.icpClient().orElseThrow());
        assertNotSame(server, edge.identities.set().orElseThrow());
        assertEquals(1, edge.identities.counters().value(TlsCounter.RELOADS));
        assertEquals(0, failing());
    }

    @Test
    void shouldKeepTheOldOnesWhileTheKeyIsNotTheCertificates() throws IOException {
        var server = edge.identities.set().orElseThrow();
        Path staged = Files.createDirectory(directory.resolve("staged"));
        Files.copy(directory.resolve("ca.pem"), staged.resolve("ca.pem"));
        Files.copy(directory.resolve("ca.key"), staged.resolve("ca.key"));
        TestCertificates.issue(staged, "server", "EC", "new.example.com");

        move(staged, "server.pem");
        edge.identities.check();
        assertSame(server, edge.identities.set().orElseThrow());
        assertEquals(0, failing(), "the key may be under way");
        move(staged, "server.key");
        edge.identities.check();

        assertNotSame(server, edge.identities.set().orElseThrow());
        assertEquals(0, edge.identities.counters().value(TlsCounter.RELOADS_FAILED));
    }

    @Test
    void shouldRaiseTheAlarmWhenBadFilesStayAndEndItWhenTheyAreGone() throws IOException {
        byte[] good = Files.readAllBytes(directory.resolve("server.pem"));
        var server = edge.identities.set().orElseThrow();
        Files.writeString(directory.resolve("server.pem"), "half a certif");

        edge.identities.check();
        edge.identities.check();
        edge.identities.check();

        assertSame(server, edge.identities.set().orElseThrow());
        assertEquals(1, failing());
        assertEquals(1, edge.identities.counters().value(TlsCounter.RELOADS_FAILED), "said once");

        Files.write(directory.resolve("server.pem"), good);
        edge.identities.check();
        assertEquals(0, failing());
        assertSame(server, edge.identities.set().orElseThrow());
    }

    @Test
    void shouldNotExchangeAGoodCertificateForAnExpiredOne() {
        TestCertificates.issue(directory, "server", "EC", Duration.ofDays(-1), "late", "late.example.com");

        IOException refused = assertThrows(IOException.class, edge.identities::load);

        assertTrue(String.valueOf(refused.getMessage()).startsWith("set.tls: a certificate expired on "),
                refused.toString());
        assertEquals(1, failing());
    }

    @Test
    void shouldTellWhenTheFirstCertificateExpires() {
        TestCertificates.issue(directory, "server", "EC", Duration.ofDays(10).plusHours(1), "x", "new.example.com");
        edge.identities.check();

        assertEquals(Instant.now().plus(Duration.ofDays(10)).getEpochSecond(),
                gauge("sbc_tls_certificate_expiry_timestamp_seconds"), 3_700);
    }

    private void move(Path from, String file) throws IOException {
        Files.move(from.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private long failing() {
        return gauge("sbc_tls_reload_failing");
    }

    private long gauge(String name) {
        return edge.identities.gauges().stream().filter(gauge -> gauge.metric().equals(name)).findFirst().orElseThrow()
                .value().getAsLong();
    }
}
