package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.net.Trust;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped SBC, with its own limits, is killed with 300 clients registered and started again; all of them come back. Each is registered after one round trip, and the PBX sees no REGISTER (lesson 9). The same with 10,000 clients is a
 * job of the benchmark (docs/performance.md).
 */
class RestartInvisibleToPbxIT {

    private static final int CLIENTS = Integer.getInteger("sbc.restart.clients", 300);
    /** The machine may be busy with other things: no more at once than shake hands before a client gives up. */
    private static final int AT_A_TIME = 32;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<Integer> AT_ONCE = List.of(200);

    @TempDir
    Path directory;

    private final List<TlsRegistrant> clients = new ArrayList<>();

    @Test
    void shouldBringEveryClientBackInOneRoundTripUnseenByThePbx() throws Exception {
        InetAddress pbxAddress = InetAddress.getByName("127.0.0.21");
        try (CountingRegistrar pbx = new CountingRegistrar(pbxAddress)) {
            int icpPort = freeUdpPort();
            Path config = configuration(pbx, icpPort);
            try (SbcProcess sbc = new SbcProcess(launcher(), directory, config, directory.resolve("ports"))) {
                sbc.awaitReady(LIMIT);
                importUsers(sbc);
                SSLContext tls = Trust.clientOf(directory.resolve("certs/ca.pem"));
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(new TlsRegistrant(tls, address(i), user(i), "set-" + i));
                }
                List<List<Integer>> first = registerAll(sbc, clients);
                assertEquals(CLIENTS, first.stream().filter(List.of(401, 200)::equals).count(), first.toString());
                awaitMetric(sbc, "sbc_bindings", CLIENTS);
                awaitMetric(sbc, "sbc_registrations_unsaved", 0);
                sbc.kill();
            }
            int seen = pbx.registers().size();
            Files.delete(directory.resolve("ports"));

            try (SbcProcess sbc = new SbcProcess(launcher(), directory, config, directory.resolve("ports"))) {
                sbc.awaitReady(LIMIT);
                assertEquals(CLIENTS, sbc.metrics().get("sbc_upstream_registrations"), sbc.logTail(20).toString());

                List<List<Integer>> back = registerAll(sbc, clients.subList(1, CLIENTS));

                assertEquals(CLIENTS - 1, back.stream().filter(AT_ONCE::equals).count(), back.toString());
                assertEquals(seen, pbx.registers().size(), "REGISTERs that the PBX saw");
                assertEquals(CLIENTS - 1.0, sbc.metrics().get("sbc_bindings"));
                // The one that is not back yet: the PBX's calls to it find nobody, but they find the device.
                String call = pbx.ask(invite(pbx, pbxAddress), new InetSocketAddress("127.0.0.1", icpPort));
                assertTrue(call.startsWith("SIP/2.0 480 "), call);
                assertEquals(List.of(AT_ONCE), registerAll(sbc, clients.subList(0, 1)));
                assertEquals(seen, pbx.registers().size());
                for (TlsRegistrant client : clients) {
                    client.close();
                }
                Occupancy.none(sbc).awaitAgain();
            }
        } finally {
            for (TlsRegistrant client : clients) {
                client.close();
            }
        }
    }

    private static InetAddress address(int i) throws IOException {
        return InetAddress.getByAddress(new byte[]{127, 1, (byte) (i / 250), (byte) (1 + i % 250)});
    }

    private static String user(int i) {
        return "u" + i;
    }

    private static String launcher() {
        return Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc").toString();
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            return probe.getLocalPort();
        }
    }

    private Path configuration(CountingRegistrar pbx, int icpPort) throws IOException {
        return Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp:
                  udp: {port: %d}
                  tcp: {port: 0}
                  pbxs:
                    - {id: pbx, domain: pbx.local, host: 127.0.0.21, port: %d, transport: udp}
                admin: {port: 0}
                media: {ports: 10000-10999}
                run: {ports-file: ports}
                """.formatted(icpPort, pbx.port()));
    }

    private void importUsers(SbcProcess sbc) throws IOException {
        StringBuilder csv = new StringBuilder("email,kind,set_user,set_password,icp_user,icp_password\n");
        for (int i = 0; i < CLIENTS; i++) {
            csv.append("%1$s@example.com,desktop,%1$s,set-%2$d,%3$d,icp%n".formatted(user(i), i, 1000 + i));
        }
        sbc.tool("users", "import", Files.writeString(directory.resolve("users.csv"), csv).toString());
        awaitMetric(sbc, "sbc_directory_devices", CLIENTS);
    }

    /** Each on a connection of its own, as many at once as the machine bears. */
    private static List<List<Integer>> registerAll(SbcProcess sbc, List<TlsRegistrant> some) throws Exception {
        List<Future<List<Integer>>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (TlsRegistrant client : some) {
                results.add(threads.submit(() -> {
                    client.connect(sbc.port("set.tls"));
                    return client.register();
                }));
            }
        }
        List<List<Integer>> statuses = new ArrayList<>();
        for (Future<List<Integer>> result : results) {
            statuses.add(result.get());
        }
        return statuses;
    }

    private static void awaitMetric(SbcProcess sbc, String name, double value) throws IOException {
        sbc.await("have " + name + " " + value, LIMIT, () -> {
            try {
                return sbc.metrics().getOrDefault(name, -1.0) == value;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static String invite(CountingRegistrar pbx, InetAddress from) {
        return """
                INVITE %1$s SIP/2.0
                Via: SIP/2.0/UDP %2$s:%3$d;branch=z9hG4bKinvite;rport
                Max-Forwards: 70
                From: <sip:2000@pbx.local>;tag=caller
                To: <sip:9999@pbx.local>
                Call-ID: call-to-the-absent
                CSeq: 1 INVITE
                Contact: <sip:2000@%2$s:%3$d>
                Content-Length: 0

                """.formatted(pbx.contactOf("1000"), from.getHostAddress(), pbx.port());
    }
}
