package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.net.MarkedSocket;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From IPv6 on the set side to IPv4 on the ICP side: speech, marks, and 100,000 bad packets at each port of a call. */
class MediaUnderAttackIT {
    private static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("::1");
    private static final int BAD_PACKETS = 100_000;
    private static final int BURST = 250;
    private static final int SIGNALLING_DSCP = 24;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan.mediaPorts("12000-12999")
            .media("quality-interval: 500ms").set("media: {address: \"::1\"}").icp("media: {dscp: 10}")
            .setting("signalling: {dscp: " + SIGNALLING_DSCP + "}"));

    private final ObjectMapper json = new ObjectMapper();
    private final Random random = new Random(2_026);

    @Test
    void shouldForwardAndLearnNothingOfAHundredThousandBadPackets() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = SecureVoice.at(IPV6, "alice", SrtpSuite.AES_CM_128_HMAC_SHA1_32);
                Voice bob = Voice.at(IPV4, "bob");
                DatagramSocket four = attacker("127.0.0.99");
                DatagramSocket six = attacker("::1")) {
            Exchange calling = phone.invite("8201", alice.describe(Direction.SENDRECV, 1));
            Incoming invite = stage.pbx().awaitInvite("8201");
            String offer = invite.request().body();
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(offer);
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            assertTrue(accepted.body().contains("c=IN IP6 "), accepted::body);
            alice.speakTo(accepted.body());
            hear(alice.endpoint(), bob.endpoint(), 15);
            double learned = stage.stage().metrics().getOrDefault("sbc_media_addresses_learned_total", 0.0);

            InetSocketAddress set = Sdp.parse(accepted.body()).connection();
            InetSocketAddress icp = Sdp.parse(offer).connection();
            for (int i = 0; i < BAD_PACKETS; i++) {
                byte[] bad = bad(i);
                if (i / 6 % 2 == 0) {
                    send(six, bad, new InetSocketAddress(set.getAddress(), set.getPort() + i / 12 % 2));
                } else {
                    send(four, bad, new InetSocketAddress(icp.getAddress(), icp.getPort() + i / 12 % 2));
                }
                if (i % BURST == BURST - 1) { // the call lives all the while, and the kernel's queues are emptied
                    alice.endpoint().awaitMore(1);
                }
            }
            hear(alice.endpoint(), bob.endpoint(), 25);

            JsonNode media = counted(calling.request().header("Call-ID"));
            long dropped = 0;
            for (JsonNode direction : media) {
                JsonNode why = direction.path("dropped");
                assertTrue(why.path("malformed").asLong() > 0, media::toString);
                assertEquals(1, direction.path("sources").asInt(), media::toString);
                for (JsonNode count : why) {
                    dropped += count.asLong();
                }
            }
            assertTrue(dropped > BAD_PACKETS / 100, "what a busy machine's kernel has not dropped already: " + dropped);
            assertTrue(media.get(0).path("dropped").path("authenticationFailures").asLong() > 0, media::toString);
            assertEquals(learned, stage.stage().metrics().getOrDefault("sbc_media_addresses_learned_total", 0.0));
            Exchange bye = caller.send("BYE");
            callee.awaitBye();
            bye.await(200);
            assertHeardNothingElse(alice.endpoint(), bob.endpoint());
        }
    }

    private static DatagramSocket attacker(String address) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    }

    private static void send(DatagramSocket from, byte[] packet, InetSocketAddress to) throws IOException {
        from.send(new DatagramPacket(packet, packet.length, to));
    }

    /** Third party's RTP out of order, forged SRTP, reports, truncated, oversized, random. */
    private byte[] bad(int i) {
        int length = switch (i % 6) {
            case 3 -> random.nextInt(12);
            case 4 -> random.nextInt(1_501, 4_000);
            case 5 -> random.nextInt(400);
            default -> 182;
        };
        byte[] packet = new byte[length];
        random.nextBytes(packet);
        if (i % 6 < 3 && length >= 12) {
            boolean report = i % 6 == 2;
            ByteBuffer.wrap(packet).put((byte) 0x80).put((byte) (report ? 200 : 0))
                    .putShort((short) (report ? 44 : 2 * i)).putInt(160 * i).putInt(77);
        }
        return packet;
    }

    private JsonNode counted(String callId) throws IOException {
        long[] before = {-1};
        stage.stage().await("the counters have come to rest", LIMIT, () -> {
            long now = 0;
            for (JsonNode direction : media(callId)) {
                for (JsonNode count : direction.path("dropped")) {
                    now += count.asLong();
                }
            }
            boolean rests = now > 0 && now == before[0];
            before[0] = now;
            return rests;
        });
        return media(callId);
    }

    private JsonNode media(String callId) {
        try {
            return json.readTree(stage.stage().get("/api/v1/calls/" + callId)).path("media");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hear(RtpEndpoint one, RtpEndpoint other, int frames) {
        one.awaitMore(frames);
        other.awaitMore(frames);
    }

    /** A flood may push packets of the call out of a socket's buffer, on a busy machine many. */
    private static void assertHeardNothingElse(RtpEndpoint one, RtpEndpoint other) {
        for (AudioCheck.Report report : List.of(one.check(other), other.check(one))) {
            assertTrue(report.isExact(), report::toString);
        }
        assertEquals(0, one.stats().ssrcChanges() + other.stats().ssrcChanges());
    }

    @Test
    void shouldMarkMediaOfEachSideAndSignalling() throws Exception {
        ScriptedPhone phone = stage.phone();
        try (MarkedSocket atPhone = new MarkedSocket(IPV6);
                MarkedSocket atPbx = new MarkedSocket(IPV4);
                Voice alice = Voice.at(IPV6, "alice");
                Voice bob = Voice.at(IPV4, "bob")) {
            Exchange calling = phone.invite("8202", alice.describe(Direction.SENDRECV)
                    .replaceAll("m=audio \\d+", "m=audio " + atPhone.address().getPort()));
            Incoming invite = stage.pbx().awaitInvite("8202");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV)
                    .replaceAll("m=audio \\d+", "m=audio " + atPbx.address().getPort()));
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);

            Marks.sendSpeech(IPV6, Sdp.parse(accepted.body()).connection());
            assertEquals(10, atPbx.nextDscp());
            Marks.sendSpeech(IPV4, Sdp.parse(invite.request().body()).connection());
            assertEquals(46, atPhone.nextDscp(), "EF is the default");
            Exchange bye = caller.send("BYE");
            callee.awaitBye();
            bye.await(200);
        }
        String mark = "tos:0x" + Integer.toHexString(SIGNALLING_DSCP << 2);
        String phones = tosOf("-t", "set.tls");
        String pbxs = tosOf("-u", "icp.udp");
        assertTrue(phones.contains(mark), phones);
        assertTrue(pbxs.contains(mark), pbxs);
    }

    /** What the kernel says of the SBC's sockets at a port of its. */
    private static String tosOf(String protocol, String port) throws IOException, InterruptedException {
        String number = Files.readAllLines(stage.stage().file("ports")).stream()
                .filter(line -> line.startsWith(port + "=")).findFirst().orElseThrow().split("=", 2)[1];
        Process ss = new ProcessBuilder("ss", "-anH", protocol, "--tos", "( sport = :" + number + " )")
                .redirectErrorStream(true).start();
        String said = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ss.waitFor(10, TimeUnit.SECONDS);
        return said;
    }
}
