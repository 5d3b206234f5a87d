package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures of the shipped SBC by its command line, read by tshark; and its copy of signalling for Homer. */
class CaptureIT {
    private static final Pattern KEY = Pattern.compile("inline:([^|\\s;]{40})");
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private static Path directory;
    private static SbcStage stage;
    private static DatagramSocket homer;

    @BeforeAll
    static void start() throws IOException {
        homer = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        homer.setReceiveBufferSize(4 << 20);
        stage = new SbcStage.Builder(directory).script("pbx").mediaPorts("12000-12999")
                .setting("capture: {hep: {address: [127.0.0.1:" + homer.getLocalPort() + "], id: 77}}").start();
    }

    @AfterAll
    static void stop() {
        if (stage != null) {
            stage.close();
        }
        if (homer != null) {
            homer.close();
        }
    }

    private static Path captured(String id) throws IOException {
        Path file = directory.resolve(id + ".download");
        stage.tool("capture", "download", id, file.toString());
        for (Path each : List.of(file, directory.resolve("data/captures/" + id + ".pcapng"))) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
        }
        return file;
    }

    /** A call with speech both ways; its Call-IDs: the phone's, the PBX's. */
    private static List<String> call(ScriptedPhone phone, String number, int frames) throws IOException {
        ScriptedPbx pbx = stage.script("pbx");
        try (SecureVoice alice = SecureVoice.at(LOOPBACK, "alice", SrtpSuite.AES_CM_128_HMAC_SHA1_32);
                Voice bob = Voice.at(pbx.address().getAddress(), "bob")) {
            Exchange calling = phone.invite(number, alice.describe(Direction.SENDRECV, 1));
            Incoming invite = pbx.awaitInvite(number);
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            alice.speakTo(accepted.body());
            alice.endpoint().awaitMore(frames);
            bob.endpoint().awaitMore(frames);
            Exchange bye = caller.send("BYE");
            callee.awaitBye();
            bye.await(200);
            ports = Set.of(Integer.toString(Sdp.parse(accepted.body()).connection().getPort()),
                    Integer.toString(Sdp.parse(invite.request().body()).connection().getPort()));
            return List.of(calling.request().header("Call-ID"), invite.request().header("Call-ID"));
        }
    }

    private static Set<String> ports = Set.of();

    private static ScriptedPhone phone() throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
        phone.register();
        return phone;
    }

    @Test
    void shouldCaptureBothLegsAndMediaOfOneNumber() throws IOException {
        ScriptedPhone alice = phone();
        ScriptedPhone other = phone();
        String id = stage.tool("capture", "start", "--number", alice.user(), "--media", "wire").strip();

        List<String> callIds = call(alice, "2101", 50);
        Set<String> mediaPorts = ports;
        call(other, "2102", 5);
        assertTrue(stage.tool("capture", "stop", id).contains("ended by"));
        Path file = captured(id);

        List<String> sip = Tshark.read(file, "sip", "sip.Call-ID", "sip.Method", "sip.Status-Code",
                "exported_pdu.ipv4_src", "exported_pdu.dst_port");
        Set<String> seen = sip.stream().map(line -> line.split("\t", -1)[0]).collect(Collectors.toSet());
        assertEquals(new HashSet<>(callIds), seen, "both legs, and no other call");
        String all = String.join("\n", sip);
        for (String message : List.of("INVITE", "ACK", "BYE", "\t200\t")) {
            assertTrue(all.contains(message), all);
        }
        String pbx = stage.script("pbx").address().getAddress().getHostAddress();
        assertTrue(sip.stream().anyMatch(line -> line.contains(pbx)), "real addresses: " + all);
        assertEquals(Set.of("MASKED".repeat(6) + "MASK"), keys(file), "keys are masked");

        List<String> rtp = Tshark.read(file, "rtp", "udp.srcport", "udp.dstport", "udp.checksum.status", "rtp.ssrc");
        assertTrue(rtp.size() > 4 * 45, "each packet comes and goes: " + rtp.size());
        assertTrue(rtp.stream().allMatch(line -> mediaPorts.contains(line.split("\t", -1)[0])
                || mediaPorts.contains(line.split("\t", -1)[1])), "of this call's ports only");
        String listed = stage.tool("capture", "list");
        assertTrue(listed.contains(id) && listed.contains("ended by"), listed);
        String document = stage.tool("capture", "list", "--json");
        assertTrue(document.contains("\"lost\":0"), document);
    }

    @Test
    void shouldCaptureAllDecryptedWithSecretsAndEndItselfByTime() throws IOException {
        ScriptedPhone alice = phone();
        String id = stage.tool("capture", "start", "--all", "--media", "decrypted", "--secrets", "--time", "8s")
                .strip();

        call(alice, "2103", 50);
        stage.awaitMetric("sbc_captures", 0);
        assertTrue(stage.tool("capture", "list").contains("its time is over"));
        Path file = captured(id);

        assertTrue(keys(file).size() > 2 && !keys(file).contains("MASKED".repeat(6) + "MASK"), "keys are there");
        // The same PCMU payload on both sides: what came decrypted went out plain.
        List<String> payloads = Tshark.read(file, "rtp && rtp.p_type == 0", "frame.interface_name", "rtp.payload");
        Set<String> set = payloadsOf("set media", payloads);
        Set<String> icp = payloadsOf("icp media", payloads);
        assertTrue(set.size() > 25 && set.stream().filter(icp::contains).count() > set.size() * 9 / 10,
                set.size() + " and " + icp.size());
        assertTrue(stage.tool("events", "list", "--action", "capture").contains("secrets: (none) -> true"));
    }

    private static Set<String> keys(Path file) throws IOException {
        return KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).results().map(key -> key.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> payloadsOf(String networkInterface, List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(networkInterface)).map(line -> line.split("\t", -1)[1])
                .filter(payload -> payload.length() == 320).collect(Collectors.toSet());
    }

    @Test
    void shouldCaptureAUserByTheApiAsItIsOnTheWire() throws Exception {
        ScriptedPhone alice = phone();
        ScriptedPhone other = phone();
        String begun = asked("POST", "/captures",
                "{\"user\": \"" + alice.user() + "@example.com\", \"media\": \"wire\"}").body();
        String id = begun.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");

        Set<String> callIds = Set.copyOf(call(alice, "2105", 50));
        call(other, "2106", 5);
        assertEquals(200, asked("POST", "/captures/" + id + "/stop", "{}").statusCode());
        HttpResponse<String> got = asked("GET", "/captures/" + id + "/file", "");
        Path file = Files.writeString(directory.resolve("user.pcapng"), got.body(), StandardCharsets.ISO_8859_1);

        List<String> sip = Tshark.read(file, "sip.Method == INVITE", "sip.Call-ID", "exported_pdu.ipv4_src",
                "exported_pdu.src_port", "exported_pdu.ipv4_dst", "exported_pdu.dst_port");
        assertEquals(callIds, sip.stream().map(line -> line.split("\t", -1)[0]).collect(Collectors.toSet()));
        String phonePort = alice.contactUri().replaceFirst(".*:([0-9]+);.*", "$1");
        InetSocketAddress pbx = stage.script("pbx").address();
        assertTrue(sip.stream().anyMatch(line -> line.endsWith("127.0.0.1\t" + phonePort + "\t127.0.0.1\t"
                + stage.port("set.tls"))), () -> "from the phone to our port of TLS: " + sip);
        assertTrue(
                sip.stream().anyMatch(line -> line.endsWith(pbx.getAddress().getHostAddress() + "\t" + pbx.getPort())),
                () -> "to the PBX: " + sip);
        List<String> media = Tshark.read(file, "udp", "frame.interface_name", "udp.payload");
        Set<String> set = payloads("set media", media, 12 + 160 + 4);
        Set<String> icp = payloads("icp media", media, 12 + 160);
        assertTrue(set.size() > 45 && icp.size() > 45,
                set.size() + " with a tag of 32 bits, " + icp.size() + " without");
        assertTrue(set.stream().noneMatch(icp::contains), "encrypted towards the phone, as on the wire");
    }

    /** What is in RTP packets of that length. */
    private static Set<String> payloads(String networkInterface, List<String> lines, int length) {
        return lines.stream().filter(line -> line.startsWith(networkInterface)).map(line -> line.split("\t", -1)[1])
                .filter(packet -> packet.length() == 2 * length).map(packet -> packet.substring(24, 24 + 320))
                .collect(Collectors.toSet());
    }

    /** As the command line of this machine would ask. */
    private static HttpResponse<String> asked(String method, String path, String body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(stage.admin("/api/v1" + path))
                    .header("Content-Type", "application/json")
                    .header("Authorization",
                            "Bearer local-" + Files.readString(stage.file("data/local-api.key")).strip())
                    .method(method, BodyPublishers.ofString(body)).build(),
                    BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void shouldCopySignallingToHomerWithoutKeysAndWithBothLegsCorrelated() throws IOException {
        ScriptedPhone alice = phone();
        List<String> callIds = call(alice, "2104", 5);

        List<HepReading> invites = new ArrayList<>();
        SipText last;
        do {
            HepReading packet = HepReading.of(nextHep());
            last = packet.message();
            assertTrue(packet.isSipOfNow(), last::toString);
            assertEquals(77, packet.agent());
            KEY.matcher(last.body()).results().forEach(key -> assertEquals("MASKED".repeat(6) + "MASK", key.group(1)));
            if (callIds.contains(last.callId()) && last.isRequest() && last.method().equals("INVITE")) {
                assertEquals(callIds.get(0), packet.correlation(), "the caller's Call-ID on both legs");
                invites.add(packet);
            }
        } while (!(last.isRequest() && last.method().equals("BYE") && last.callId().equals(callIds.get(1))));

        InetSocketAddress pbx = stage.script("pbx").address();
        String phone = "127.0.0.1:" + alice.contactUri().replaceFirst(".*:([0-9]+);.*", "$1");
        Set<String> ways = new HashSet<>();
        for (HepReading invite : invites) {
            ways.add(invite.message().callId() + " " + invite.source().equals(phone) + " "
                    + invite.destination().equals(pbx.getAddress().getHostAddress() + ":" + pbx.getPort()));
            assertTrue(invite.message().body().contains("inline:MASKEDMASKED"), () -> invite.message().toString());
        }
        assertEquals(Set.of(callIds.get(0) + " true false", callIds.get(1) + " false true"), ways,
                "from the phone, to the PBX");
    }

    private static byte[] nextHep() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        homer.setSoTimeout(20_000);
        try {
            homer.receive(packet);
        } catch (SocketTimeoutException nothing) {
            throw new AssertionError("no HEP packet in 20 s", nothing);
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }
}
