package io.sbc.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates of the running process are replaced in each of the ways that operators have (lesson 11): connections that
 * exist live on, new ones see the new certificate, and what is broken changes nothing. With the native libraries, and with
 * those of the JDK alone.
 */
class CertificateReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** As on a machine for which Netty has no native libraries. */
    private static final String WITHOUT_NATIVES = "-Dio.netty.handler.ssl.noOpenSsl=true -Dio.netty.transport.noNative=true";

    @TempDir
    Path directory;

    private final List<SSLSocket> phones = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private int port;

    @AfterEach
    void endAll() throws IOException {
        for (SSLSocket phone : phones) {
            phone.close();
        }
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldShowNewCertificatesToNewConnectionsAfterSighupAndByCommand() throws Exception {
        Distribution distribution = new Distribution(directory);
        String config = distribution.freePorts("admin: {port: 0}\ntls: {reload-check: 0s}\n").toString();
        Process sbc = started(distribution.start("run", "--config", config));
        port = Integer.parseInt(distribution.awaitPorts().get("set.tls"));
        SSLSocket before = phone();

        X509Certificate second = TestIdentity.write(directory.resolve("certs"));
        assertEquals(shownTo(before), shownTo(phone()), "nobody asked for the files to be read");
        signal(sbc, "HUP");
        Awaitility.await().atMost(PATIENCE).until(() -> shownTo(phone()).equals(second));

        X509Certificate third = TestIdentity.write(directory.resolve("certs"));
        assertEquals(0, Distribution.awaitExit(distribution.start("reload-certificates", "--config", config)));
        assertEquals(third, shownTo(phone()));

        Files.writeString(directory.resolve("certs/server.pem"), "no certificate");
        assertEquals(1, Distribution.awaitExit(distribution.start("reload-certificates", "--config", config)));
        assertEquals(third, shownTo(phone()), "what cannot be used changes nothing");
        assertIsServed(before);
    }

    @Test
    void shouldTakeChangedFilesByItselfAlsoWhereThereAreNoNativeLibraries() throws Exception {
        Distribution distribution = new Distribution(directory);
        String config = distribution.freePorts("admin: {port: 0}\ntls: {reload-check: 1s}\n").toString();
        Process sbc = started(distribution.startWith(WITHOUT_NATIVES, "run", "--config", config));
        try (BufferedReader out = sbc.inputReader()) {
            List<String> start = Distribution.readUntil(out, "");
            while (start.stream().noneMatch(line -> line.contains("ready after "))) {
                start.addAll(Distribution.readUntil(out, ""));
            }
            assertTrue(start.stream().anyMatch(line -> line.contains("the JDK does TLS instead")), start.toString());
            assertTrue(start.stream().anyMatch(line -> line.contains("driven by nio")), start.toString());
            port = Integer.parseInt(distribution.awaitPorts().get("set.tls"));
            SSLSocket before = phone();

            X509Certificate second = TestIdentity.write(directory.resolve("certs"));
            Awaitility.await().atMost(PATIENCE).until(() -> shownTo(phone()).equals(second));

            assertNotEquals(second, shownTo(before));
            assertIsServed(before);
        }
    }

    private Process started(Process process) {
        processes.add(process);
        return process;
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertTrue(kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, kill.exitValue());
    }

    private SSLSocket phone() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, TestIdentity.TRUSTS_ALL, null);
        SSLSocket phone = (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        phone.setSoTimeout((int) PATIENCE.toMillis());
        phone.startHandshake();
        phones.add(phone);
        return phone;
    }

    private static X509Certificate shownTo(SSLSocket phone) throws IOException {
        return (X509Certificate) phone.getSession().getPeerCertificates()[0];
    }

    /** RFC 5626 §3.5.1: a ping gets its pong. */
    private static void assertIsServed(SSLSocket phone) throws IOException {
        phone.getOutputStream().write(PING);
        assertEquals("\r\n", new String(phone.getInputStream().readNBytes(2), StandardCharsets.US_ASCII));
    }
}
