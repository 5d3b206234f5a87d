package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.net.Trust;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rude clients against the shipped SBC with its default limits, each from an address of its own; meanwhile the phones of
 * another address register and call through a PBX that is never blocked.
 */
class GuardIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PHONES = "127.0.0.2";
    private static final String PBX = "127.0.0.31";
    private static final String SOURCE = "{\"source\":\"";

    @TempDir
    private static Path directory;
    private static StandInPbx pbx;
    private static SbcProcess sbc;
    private final List<SoftPhone> phones = new ArrayList<>();
    private int number;

    @BeforeAll
    static void startAll() throws IOException {
        pbx = StandInPbx.builder().domain("pbx.local").address(InetAddress.ofLiteral(PBX))
                .extension(new Extension("5001", "auth5001", "icp-5001"))
                .extension(new Extension("5002", "auth5002", "icp-5002")).start();
        Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}, tcp: {enabled: true, port: 0}, udp: {enabled: true, port: 0}}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  pbxs: [{id: pbx, domain: pbx.local, host: %s, port: %d, transport: udp}]
                admin: {port: 0}
                media: {ports: 11000-11999}
                run: {ports-file: ports}
                """.formatted(PBX, pbx.address().getPort()));
        sbc = launch();
        sbc.tool("users", "import", Files.writeString(directory.resolve("users.csv"), """
                email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled
                a@example.com,desktop,5001,set-5001,5001,auth5001,icp-5001,pbx,true
                b@example.com,desktop,5002,set-5002,5002,auth5002,icp-5002,pbx,true
                """).toString());
        sbc.await("have the devices", LIMIT, () -> metric("sbc_directory_devices") == 2);
    }

    private static SbcProcess launch() throws IOException {
        SbcProcess launched = new SbcProcess(
                Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc").toString(),
                directory, directory.resolve("sbc.yaml"), directory.resolve("ports"));
        launched.awaitReady(LIMIT);
        return launched;
    }

    @AfterEach
    void endPhones() throws IOException {
        phones.forEach(SoftPhone::close);
        Occupancy.none(sbc).awaitAgain();
    }

    @AfterAll
    static void stopAll() {
        if (sbc != null) {
            sbc.close();
        }
        if (pbx != null) {
            pbx.close();
        }
    }

    @Test
    void shouldDropAUdpScannerInSilenceAndBlockItsDatagrams() throws IOException {
        double before = metric("sbc_guard_datagrams_blocked_total");
        try (DatagramSocket scanner = new DatagramSocket(new InetSocketAddress("127.0.0.3", 0))) {
            scanner.setSoTimeout(500);
            sendTo(scanner, request("OPTIONS", "100", "User-Agent: friendly-scanner"));
            awaitBlock("127.0.0.3", "scanner");

            sendTo(scanner, request("REGISTER", "5001", "User-Agent: Zoom"));
            awaitMetricAbove("sbc_guard_datagrams_blocked_total", before);

            assertThrowsTimeout(scanner);
        }
        try (Socket proven = tcp("127.0.0.3")) {
            write(proven, request("REGISTER", "5001", "User-Agent: Zoom"));
            assertTrue(read(proven).startsWith("SIP/2.0 401"), "datagrams prove no address");
        }
        assertPhonesWork();
    }

    @Test
    void shouldBlockWhoSearchesForUsersAndLetHimInAgainWhenTold() throws IOException {
        try (Socket searcher = tcp("127.0.0.4")) {
            String last = "";
            for (int i = 0; i < 40 && !last.equals("closed"); i++) {
                write(searcher, request("REGISTER", "90" + i, "User-Agent: Zoom"));
                last = read(searcher);
            }
            assertEquals("closed", last);
        }
        awaitBlock("127.0.0.4", "enumeration");
        try (Socket again = tcp("127.0.0.4")) {
            assertEquals("closed", read(again));
        }
        assertPhonesWork();
        assertTrue(sbc.tool("guard", "list").contains("127.0.0.4  enumeration  until"));

        sbc.tool("guard", "unblock", "127.0.0.4");

        try (Socket again = tcp("127.0.0.4")) {
            write(again, request("REGISTER", "5001", "User-Agent: Zoom"));
            assertTrue(read(again).startsWith("SIP/2.0 401"));
        }
    }

    @Test
    void shouldBlockAScannerOverTls() throws IOException {
        try (Socket plain = new Socket()) {
            plain.bind(new InetSocketAddress("127.0.0.5", 0));
            plain.connect(new InetSocketAddress("127.0.0.1", sbc.port("set.tls")));
            try (SSLSocket scanner = (SSLSocket) Trust.clientOf(directory.resolve("certs/ca.pem")).getSocketFactory()
                    .createSocket(plain, "localhost", sbc.port("set.tls"), true)) {
                scanner.startHandshake();
                write(scanner, request("INVITE", "100", "User-Agent: sipcli/v1.8"));
                assertEquals("closed", read(scanner));
            }
        }
        awaitBlock("127.0.0.5", "scanner");
        assertPhonesWork();
    }

    @Test
    void shouldBlockWhoGuessesAPasswordWhileItsUserRegisters() throws IOException {
        try (Socket guesser = tcp("127.0.0.6")) {
            String last = "";
            for (int i = 0; i < 60 && !last.equals("closed"); i++) {
                write(guesser, request("REGISTER", i % 2 == 0 ? "5001" : "700" + i % 20,
                        "Authorization: Digest username=\"5001\", realm=\"sbc\", nonce=\"none\", uri=\"sip:localhost\", "
                                + "response=\"" + "%032x".formatted(i) + "\""));
                last = read(guesser);
            }
            assertEquals("closed", last);
        }
        awaitBlock("127.0.0.6", "failed-logins");
        assertPhonesWork();
    }

    @Test
    void shouldKeepItsBlocksOverAKill() throws IOException {
        sbc.tool("guard", "block", "127.0.0.7", "--for", "10m", "--note", "rings all night");
        String before = blocks();
        sbc.await("write the block", LIMIT, () -> metric("sbc_guard_blocks_unsaved") == 0);

        sbc.kill();
        Files.delete(directory.resolve("ports"));
        sbc = launch();

        assertTrue(blocks().contains(SOURCE + "127.0.0.7\",\"reason\":\"operator\""), blocks());
        assertTrue(blocks().contains("rings all night"));
        assertEquals(since(before, "127.0.0.7"), since(blocks(), "127.0.0.7"));
        try (Socket blocked = tcp("127.0.0.7")) {
            assertEquals("closed", read(blocked));
        }
        assertPhonesWork();
        sbc.tool("guard", "unblock", "127.0.0.7");
    }

    private static String since(String blocks, String source) {
        return blocks.replaceAll(".*" + source + "[^}]*\"since\":\"?([^,\"]*).*", "$1");
    }

    @Test
    void shouldNeverBlockThePbx() throws IOException {
        sbc.tool("guard", "block", PBX, "--for", "10m", "--note", "by mistake");
        awaitBlock(PBX, "operator");

        assertPhonesWork();

        assertTrue(sbc.tool("guard", "explain", PBX).contains("by mistake"));
        sbc.tool("guard", "unblock", PBX);
    }

    /** Two phones of one address register, talk and hang up. */
    private void assertPhonesWork() throws IOException {
        SoftPhone bob = registered("5002");
        SoftPhone alice = registered("5001");
        Call outgoing = alice.call("5002");
        Call incoming = bob.awaitCall();
        outgoing.awaitRinging();
        incoming.answer().await();
        outgoing.awaitAnswered();
        assertEquals(200, outgoing.hangUp().await());
        incoming.awaitEnded();
        alice.close();
        bob.close();
        assertFalse(blocks().contains(SOURCE + PHONES + "\""));
    }

    private SoftPhone registered(String user) throws IOException {
        SoftPhone phone = SoftPhone.builder().user(user).password("set-" + user)
                .server(new InetSocketAddress("127.0.0.1", sbc.port("set.tls")))
                .address(InetAddress.ofLiteral(PHONES)).trust(directory.resolve("certs/ca.pem")).start();
        phones.add(phone);
        assertTrue(phone.register().await().isRegistered());
        return phone;
    }

    private static void awaitBlock(String source, String reason) throws IOException {
        sbc.await("block " + source, LIMIT, () -> {
            try {
                return blocks().contains(SOURCE + source + "\",\"reason\":\"" + reason + "\"");
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** The list of blocks, as JSON. */
    private static String blocks() throws IOException {
        return sbc.said("/api/v1/guard/blocks");
    }

    private static void awaitMetricAbove(String name, double value) throws IOException {
        sbc.await("count " + name, LIMIT, () -> metric(name) > value);
    }

    private static double metric(String name) {
        try {
            return sbc.metrics().getOrDefault(name, -1.0);
        } catch (IOException e) {
            return -1;
        }
    }

    private String request(String method, String user, String... fields) {
        number++;
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return method + " sip:localhost SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK-guard" + number
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:" + user + "@localhost>;tag=t" + number + "\r\nTo: <sip:" + user
                + "@localhost>\r\nCall-ID: guard" + number + "\r\nCSeq: 1 " + method + "\r\n" + more
                + "Content-Length: 0\r\n\r\n";
    }

    private static void sendTo(DatagramSocket socket, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length,
                new InetSocketAddress("127.0.0.1", sbc.port("set.udp"))));
    }

    private static void assertThrowsTimeout(DatagramSocket socket) throws IOException {
        DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
        try {
            socket.receive(answer);
        } catch (SocketTimeoutException silence) {
            return;
        }
        throw new AssertionError("answered: " + new String(answer.getData(), 0, answer.getLength(),
                StandardCharsets.UTF_8));
    }

    private static Socket tcp(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.connect(new InetSocketAddress("127.0.0.1", sbc.port("set.tcp")));
        return socket;
    }

    /** A peer that has closed shows at the next read. */
    private static void write(Socket socket, String message) {
        try {
            socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException closed) {
            assert !closed.toString().isEmpty() : "closed by the SBC meanwhile";
        }
    }

    /** The head of one message, or {@code closed}. */
    private static String read(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet;
            try {
                octet = socket.getInputStream().read();
            } catch (SocketTimeoutException silence) {
                throw silence;
            } catch (IOException reset) {
                return "closed";
            }
            if (octet < 0) {
                return "closed";
            }
            head.append((char) octet);
        }
        return head.toString();
    }
}
