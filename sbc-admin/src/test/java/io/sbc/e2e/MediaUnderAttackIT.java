package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.media.RtpStats;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From IPv6 on the set side to IPv4 on the ICP side: speech, marks, and 100,000 bad packets at each port of a call. */
class MediaUnderAttackIT {
    private static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("::1");
    private static final int BAD_PACKETS = 100_000;
    /** Between two waits: less than the kernel keeps for a port, 212,992 octets with its own bookkeeping. */
    private static final int BURST = 48;
    /** Between two looks at the call. */
    private static final int WHILE_TALKING = 20_000;
    private static final int SIGNALLING_DSCP = 24;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan.mediaPorts("12000-12999")
            .media("quality-interval: 500ms").set("media: {address: \"::1\"}").icp("media: {dscp: 10}")
            .setting("signalling: {dscp: " + SIGNALLING_DSCP + "}"));

    private final ObjectMapper json = new ObjectMapper();
    private final BadPackets toSet = new BadPackets(2_026);
    private final BadPackets toIcp = new BadPackets(2_027);

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
            String callId = calling.request().header("Call-ID");
            JsonNode before = awaitTalk(callId);
            double learned = learned();

            InetSocketAddress set = Sdp.parse(accepted.body()).connection();
            InetSocketAddress icp = Sdp.parse(offer).connection();
            ReceiveQueues attacked = ReceiveQueues.of(set, rtcp(set), icp, rtcp(icp));
            for (int i = 0; i < BAD_PACKETS; i++) {
                boolean report = i / 12 % 2 == 1;
                if (i % 2 == 0) {
                    send(six, toSet.next(report), report ? rtcp(set) : set);
                } else {
                    send(four, toIcp.next(report), report ? rtcp(icp) : icp);
                }
                if (i % BURST == BURST - 1) {
                    attacked.awaitEmpty();
                }
                if (i % WHILE_TALKING == WHILE_TALKING - 1) {
                    hear(alice.endpoint(), bob.endpoint(), 5);
                }
            }
            attacked.awaitEmpty();
            hear(alice.endpoint(), bob.endpoint(), 15);

            assertEquals(0, attacked.dropped(), "the kernel kept all of it for the SBC");
            JsonNode media = counted(callId, before);
            assertCounted(media.get(0), before.get(0), toSet, "authenticationFailures");
            assertCounted(media.get(1), before.get(1), toIcp, "wrongSource");
            assertEquals(learned, learned());
            Exchange bye = caller.send("BYE");
            callee.awaitBye();
            bye.await(200);
            assertHeardNothingElse(alice.endpoint(), bob.endpoint());
        }
    }

    /** Every packet has been counted once, by its reason; what came in RTP's shape was judged until it was too much. */
    private static void assertCounted(JsonNode now, JsonNode before, BadPackets sent, String judged) {
        Function<String, Long> rise = reason -> now.path("dropped").path(reason).asLong()
                - before.path("dropped").path(reason).asLong();
        String seen = now + " after " + before;
        assertEquals(sent.made(), dropped(now) - dropped(before), seen);
        assertEquals(sent.unexpected(), rise.apply("unexpected"), seen);
        assertTrue(rise.apply("malformed") >= sent.malformedAtLeast(), seen);
        assertTrue(rise.apply(judged) > 0, seen);
        assertTrue(rise.apply("limited") > 0, seen);
        assertEquals(0, rise.apply("replays"), seen);
        assertEquals(0, rise.apply("sendFailures"), seen);
        assertEquals(1, now.path("sources").asInt(), seen);
        assertEquals(0, now.path("lost").asInt(), seen);
    }

    private static long dropped(JsonNode direction) {
        JsonNode why = direction.path("dropped");
        long sum = -why.path("rtcpMalformed").asLong(); // these are among the malformed
        for (JsonNode count : why) {
            sum += count.asLong();
        }
        return sum;
    }

    private static InetSocketAddress rtcp(InetSocketAddress rtp) {
        return new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1);
    }

    private static double learned() throws IOException {
        return stage.stage().metrics().getOrDefault("sbc_media_addresses_learned_total", 0.0);
    }

    private static DatagramSocket attacker(String address) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    }

    private static void send(DatagramSocket from, byte[] packet, InetSocketAddress to) throws IOException {
        from.send(new DatagramPacket(packet, packet.length, to));
    }

    /** What has been counted once both are heard; what came before a plan was there is among it. */
    private JsonNode awaitTalk(String callId) throws IOException {
        stage.stage().await("both are heard", LIMIT, () -> {
            JsonNode media = media(callId);
            return media.path(0).path("packetsReceived").asLong() > 0
                    && media.path(1).path("packetsReceived").asLong() > 0;
        });
        return media(callId);
    }

    /** Counters are told every half second: what stands there when all is counted, or does not change any more. */
    private JsonNode counted(String callId, JsonNode before) throws IOException {
        stage.stage().await("count all packets", LIMIT, () -> {
            JsonNode media = media(callId);
            return dropped(media.get(0)) - dropped(before.get(0)) >= toSet.made()
                    && dropped(media.get(1)) - dropped(before.get(1)) >= toIcp.made();
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

    /** All that was heard was said by the other one: nothing wrong, nothing missing, nothing twice, no stranger. */
    private static void assertHeardNothingElse(RtpEndpoint one, RtpEndpoint other) {
        for (AudioCheck.Report report : List.of(one.check(other), other.check(one))) {
            assertTrue(report.isExact() && report.missing() == 0 && report.repeated() == 0, report::toString);
        }
        for (RtpStats stats : List.of(one.stats(), other.stats())) {
            assertEquals(0, stats.ssrcChanges() + stats.authFailures() + stats.replayed() + stats.malformed()
                    + stats.strangers(), stats::toString);
        }
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
