package io.sbc.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of the process: start, ready, users that come in meanwhile, stop; and what it says when it cannot start. */
class RunIT {

    @TempDir
    Path directory;

    @Test
    void shouldBecomeReadyTakeUsersInAndStopCleanlyOnSigterm() throws Exception {
        Distribution distribution = new Distribution(directory);
        String config = distribution.freePorts("admin: {port: 0}\n").toString();
        Process sbc = distribution.start("run", "--config", config);
        try (BufferedReader out = sbc.inputReader()) {
            Map<String, String> ports = distribution.awaitPorts();
            String admin = "http://127.0.0.1:" + ports.get("admin.http");

            assertEquals(200, get(admin + "/health/ready").statusCode(), () -> bodyOf(admin + "/health/ready"));
            assertTrue(Integer.parseInt(ports.get("set.tls")) > 0, ports.toString());
            assertTrue(Files.exists(directory.resolve("certs/ca.pem")));

            Path csv = Files.writeString(directory.resolve("users.csv"), """
                    email,kind,set_user,set_password,icp_user,icp_password
                    alice@example.com,desktop,alice,s,1001,p
                    """);
            assertEquals(0,
                    Distribution.awaitExit(distribution.start("users", "import", csv.toString(), "--config", config)));
            Awaitility.await().atMost(Duration.ofSeconds(20))
                    .until(() -> bodyOf(admin + "/metrics").contains("sbc_directory_devices 1.0"));

            sbc.toHandle().destroy(); // SIGTERM; Process.destroy would close the output too
            List<String> lines = out.lines().toList();
            assertEquals(0, Distribution.awaitExit(sbc));
            assertTrue(lines.stream().anyMatch(line -> line.contains("ready after ")), lines.toString());
            assertTrue(lines.getLast().contains("stopped"), lines.toString());
        } finally {
            sbc.destroyForcibly();
        }
    }

    @Test
    void shouldNameTheKeyOfPortThatIsTaken() throws Exception {
        Distribution distribution = new Distribution(directory);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = distribution.freePorts("admin: {port: " + taken.getLocalPort() + "}\n");

            Process sbc = distribution.start("run", "--config", config.toString());
            List<String> lines = sbc.inputReader().lines().toList();

            assertEquals(1, Distribution.awaitExit(sbc));
            assertTrue(lines.getLast().startsWith("sbc: admin.port: 127.0.0.1 port " + taken.getLocalPort()),
                    lines.toString());
            assertTrue(lines.stream().noneMatch(line -> line.startsWith("\tat ")), "no stack trace: " + lines);
        }
    }

    private static HttpResponse<String> get(String uri) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String bodyOf(String uri) {
        try {
            return get(uri).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
