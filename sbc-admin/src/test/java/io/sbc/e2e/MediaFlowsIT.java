package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.audio.HeardFrame;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.MediaPolicy;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What media goes through in a call, heard at both ends: every suite, moves, other SSRCs, strangers, rtcp-mux, video. */
class MediaFlowsIT {
    private static final String ALL_SUITES = "[AES_CM_128_HMAC_SHA1_32, AES_CM_128_HMAC_SHA1_80, "
            + "AES_256_CM_HMAC_SHA1_80, AES_256_CM_HMAC_SHA1_32, AEAD_AES_128_GCM, AEAD_AES_256_GCM]";

    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan.standIn("b2b", pbx -> pbx)
            .mediaPorts("12000-12999")
            .rtpSecurity("{suites: " + ALL_SUITES + "}", "{preferred: AES_256_CM_HMAC_SHA1_80, suites: " + ALL_SUITES
                    + "}"));

    /** Short before the sequence number wraps. */
    private static final int NEAR_WRAP = 65_526;

    private static final byte FOREIGN = 0x5B;
    /** As many as surely find room in a socket's buffer beside what the peers send. */
    private static final int BURST = 40;

    @ParameterizedTest
    @CsvSource({"AES_256_CM_HMAC_SHA1_80,AEAD_AES_256_GCM", "AES_256_CM_HMAC_SHA1_32,AEAD_AES_128_GCM",
        "AES_CM_256_HMAC_SHA1_80,AES_CM_128_HMAC_SHA1_80"})
    void shouldCarryEverySuite(String callers, String callees) throws IOException {
        SoftPhone alice = softPhone("1001", callers);
        SoftPhone bob = softPhone("1002", callees);

        Call outgoing = alice.call("1002");
        Call incoming = answered(outgoing, bob);
        hear(outgoing.media(), incoming.media(), 25);

        assertEquals(SrtpSuite.named(callers), outgoing.media().stats().receiveSuite());
        assertEquals(SrtpSuite.named(callees), incoming.media().stats().receiveSuite());
        assertEquals(callers, outgoing.remoteSdp().orElseThrow().cryptos().getFirst().suite(), "as it was written");
        assertEquals(200, incoming.hangUp().await());
        outgoing.awaitEnded();
        assertHeardExactly(outgoing.media(), incoming.media());
    }

    /** The other side: a PBX that misspells AES-256 knows no other name for it. */
    @Test
    void shouldEchoAMisspeltSuiteToAPbx() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = SecureVoice.at(InetAddress.getLoopbackAddress(), "alice",
                SrtpSuite.AES_CM_128_HMAC_SHA1_32);
                SecureVoice bob = SecureVoice.at(stage.pbx().address().getAddress(), "bob",
                        SrtpSuite.AES_256_CM_HMAC_SHA1_80)) {
            Exchange calling = stage.pbx().invite(phone.user(), "8007",
                    bob.describe(Direction.SENDRECV, 4).replace("AES_256_CM_", "AES_CM_256_"));
            Incoming invite = phone.awaitRequest("INVITE");
            String offer = invite.request().body();
            int tag = Sdp.parse(offer).cryptos().stream().filter(line -> line.suite().endsWith("SHA1_32"))
                    .findFirst().orElseThrow().tag();
            ScriptedDialog callee = invite.answer(alice.describe(Direction.SENDRECV, tag));
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            assertTrue(accepted.body().contains("a=crypto:4 AES_CM_256_HMAC_SHA1_80 "), accepted::body);
            bob.speakTo(accepted.body());
            alice.speakTo(offer, tag);

            hear(alice.endpoint(), bob.endpoint(), 25);

            end(caller, callee);
            assertHeardExactly(alice.endpoint(), bob.endpoint());
        }
    }

    /** RFC 4568 §6.1, RFC 3711 §3.1: our answer has the offer's identifier, and packets of both directions carry it. */
    @ParameterizedTest
    @CsvSource({"AES_CM_128_HMAC_SHA1_32,AES_256_CM_HMAC_SHA1_80", "AES_256_CM_HMAC_SHA1_32,AEAD_AES_256_GCM",
        "AEAD_AES_128_GCM,AES_CM_128_HMAC_SHA1_80"})
    void shouldCarryTheMasterKeyIdentifierOfAnOffer(SrtpSuite callers, SrtpSuite callees) throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = SecureVoice.at(InetAddress.getLoopbackAddress(), "alice", callers)
                .withIdentifier((byte) 1, (byte) 0, (byte) 7);
                SecureVoice bob = SecureVoice.at(stage.pbx().address().getAddress(), "bob", callees)) {
            Exchange calling = phone.invite("8008", alice.describe(Direction.SENDRECV, 2));
            Incoming invite = stage.pbx().awaitInvite("8008");
            String offer = invite.request().body();
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV, bob.tagIn(offer)));
            bob.speakTo(offer);
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            alice.speakTo(accepted.body());

            hear(alice.endpoint(), bob.endpoint(), 60);

            assertTrue(accepted.body().contains(alice.identifierText()), accepted::body);
            assertFalse(offer.contains(alice.identifierText()), "it is this side's alone");
            assertTrue(alice.endpoint().stats().rtcpReceived() > 0, alice.endpoint().stats()::toString);
            end(caller, callee);
            assertHeardExactly(alice.endpoint(), bob.endpoint());
        }
    }

    /** The other side: a PBX whose offer has an identifier. */
    @Test
    void shouldCarryTheMasterKeyIdentifierOfAPbx() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = SecureVoice.at(InetAddress.getLoopbackAddress(), "alice",
                SrtpSuite.AES_CM_128_HMAC_SHA1_32);
                SecureVoice bob = SecureVoice.at(stage.pbx().address().getAddress(), "bob",
                        SrtpSuite.AES_CM_128_HMAC_SHA1_80).withIdentifier((byte) 9)) {
            Exchange calling = stage.pbx().invite(phone.user(), "8009", bob.describe(Direction.SENDRECV, 1));
            Incoming invite = phone.awaitRequest("INVITE");
            String offer = invite.request().body();
            ScriptedDialog callee = invite.answer(alice.describe(Direction.SENDRECV, alice.tagIn(offer)));
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            bob.speakTo(accepted.body());
            alice.speakTo(offer);

            hear(alice.endpoint(), bob.endpoint(), 60);

            assertTrue(accepted.body().contains("|9:1"), accepted::body);
            assertTrue(bob.endpoint().stats().rtcpReceived() > 0, bob.endpoint().stats()::toString);
            end(caller, callee);
            assertHeardExactly(alice.endpoint(), bob.endpoint());
        }
    }

    private static SoftPhone softPhone(String number, String suite) throws IOException {
        return stage.stage().registered(stage.stage().phone(number).media(MediaPolicy.srtp().offering(suite)));
    }

    private static Call answered(Call outgoing, SoftPhone callee) {
        Call incoming = callee.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
        return incoming;
    }

    private static void hear(RtpEndpoint one, RtpEndpoint other, int frames) {
        one.awaitMore(frames);
        other.awaitMore(frames);
    }

    private static void assertHeardExactly(RtpEndpoint one, RtpEndpoint other) {
        for (AudioCheck.Report report : List.of(one.check(other), other.check(one))) {
            assertTrue(report.isExact(), report::toString);
            assertEquals(0, report.missing(), report::toString);
        }
        assertEquals(0, one.stats().authFailures() + other.stats().authFailures());
    }

    /** Lesson 1: music on hold comes with another SSRC and goes, rollover counters above 0 all the while. */
    @Test
    void shouldHearAnSsrcThatFlipsAndFlipsBack() throws IOException {
        SoftPhone bob = stage.softPhone("1002");
        SoftPhone alice = stage.softPhone("1001");
        Call outgoing = alice.call("1002");
        outgoing.media().setNextSequence(NEAR_WRAP);
        Call incoming = answered(outgoing, bob);
        hear(outgoing.media(), incoming.media(), 25);
        int own = outgoing.media().ssrc();
        int next = outgoing.media().nextSequence();
        assertTrue(next < NEAR_WRAP, "it has wrapped: " + next);

        outgoing.media().speakAs(own + 1, NEAR_WRAP);
        incoming.media().awaitMore(25);
        outgoing.media().speakAs(own, next + 25);
        incoming.media().awaitMore(25);

        assertEquals(0, incoming.media().stats().authFailures());
        assertEquals(2, incoming.media().stats().ssrcChanges());
        assertEquals(200, incoming.hangUp().await());
        outgoing.awaitEnded();
    }

    /** A phone goes from Wi-Fi to LTE and says nothing: its packets prove where it is. */
    @Test
    void shouldFollowAPhoneThatMovesInACall() throws IOException {
        SoftPhone bob = stage.softPhone("1002");
        SoftPhone alice = stage.softPhone("1001");
        Call outgoing = alice.call("1002");
        Call incoming = answered(outgoing, bob);
        hear(outgoing.media(), incoming.media(), 15);

        outgoing.media().moveTo(InetAddress.getByName("127.0.0.77"));
        hear(outgoing.media(), incoming.media(), 25);

        assertEquals(0, outgoing.media().stats().authFailures());
        AudioCheck.Report report = incoming.media().check(outgoing.media());
        assertTrue(report.isExact(), report::toString);
        assertEquals(200, outgoing.hangUp().await());
        incoming.awaitEnded();
    }

    /** Lesson 3, from elsewhere and from the right address: nothing of it is forwarded, nothing learned, the call lives. */
    @Test
    void shouldForwardNothingOfStrangers() throws IOException {
        SoftPhone alice = stage.softPhone(stage.stage().freshNumber(FlowStage.SCRIPT));
        try (Voice bob = Voice.at(stage.pbx().address().getAddress(), "bob")) {
            Call call = alice.call("8003");
            Incoming invite = stage.pbx().awaitInvite("8003");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            call.awaitAnswered();
            hear(call.media(), bob.endpoint(), 15);
            double refusedBefore = refusedPackets();

            InetSocketAddress setSide = call.remoteSdp().orElseThrow().connection();
            InetSocketAddress icpSide = Sdp.parse(invite.request().body()).connection();
            flood(InetAddress.getByName("127.0.0.99"), setSide);
            flood(call.media().local().getAddress(), setSide);
            flood(InetAddress.getByName("127.0.0.99"), icpSide);
            hear(call.media(), bob.endpoint(), 25);

            callee.hangUp();
            call.awaitEnded();
            // A flood may push a packet or two out of a socket's buffer.
            for (AudioCheck.Report report : List.of(call.media().check(bob.endpoint()),
                    bob.endpoint().check(call.media()))) {
                assertTrue(report.isExact() && report.missing() <= 2, report::toString);
            }
            assertFalse(heardForeign(call.media()) || heardForeign(bob.endpoint()));
            Awaitility.await("what came is counted").atMost(Duration.ofSeconds(10))
                    .until(() -> refusedPackets() - refusedBefore >= 300);
        }
    }

    private static double refusedPackets() throws IOException {
        Map<String, Double> metrics = stage.stage().metrics();
        return Stream.of("authentication_failures", "wrong_source", "malformed", "unexpected", "limited")
                .mapToDouble(name -> metrics.getOrDefault("sbc_media_" + name + "_total", 0.0)).sum();
    }

    /** 200 well-formed RTP packets in a row, long enough to be SRTP. */
    private static void flood(InetAddress from, InetSocketAddress to) throws IOException {
        ReceiveQueues attacked = ReceiveQueues.of(to);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            for (int i = 0; i < 200; i++) {
                if (i % BURST == BURST - 1) {
                    attacked.awaitEmpty();
                }
                ByteBuffer packet = ByteBuffer.allocate(182);
                packet.put((byte) 0x80).put((byte) 0).putShort((short) (1000 + i)).putInt(160 * i).putInt(0x600DCAFE);
                Arrays.fill(packet.array(), 12, 182, FOREIGN);
                socket.send(new DatagramPacket(packet.array(), 182, to));
            }
        }
    }

    private static boolean heardForeign(RtpEndpoint endpoint) {
        return endpoint.heard().stream().map(HeardFrame::payload)
                .anyMatch(payload -> payload.length > 100 && payload[99] == FOREIGN && payload[50] == FOREIGN
                        && payload[20] == FOREIGN && payload[1] == FOREIGN);
    }

    /** RFC 5761 on the phone's side alone: reports of both ends arrive, over one port here and two ports there. */
    @Test
    void shouldMultiplexRtcpOnOneSideOnly() throws IOException {
        ScriptedPhone phone = stage.phone();
        InetAddress address = InetAddress.getLoopbackAddress();
        try (SecureVoice alice = SecureVoice.at(address, "alice", SrtpSuite.AEAD_AES_128_GCM);
                Voice bob = Voice.at(stage.pbx().address().getAddress(), "bob")) {
            alice.endpoint().setMuxed(true);
            Exchange calling = phone.invite("8004", alice.describe(Direction.SENDRECV, 1, "rtcp-mux", "rtcp:9", "mid:0",
                    "candidate:1 1 UDP 2130706431 127.0.0.1 4000 typ host", "ice-ufrag:abcd"));
            Incoming invite = stage.pbx().awaitInvite("8004");
            assertFalse(invite.request().body().matches("(?s).*(rtcp-mux|candidate|ice-ufrag|a=mid).*"));
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            String answer = accepted.body();
            assertTrue(answer.contains("a=rtcp-mux"), answer);
            alice.speakTo(answer);

            hear(alice.endpoint(), bob.endpoint(), 60);

            assertTrue(alice.endpoint().stats().rtcpReceived() > 0, alice.endpoint().stats()::toString);
            assertTrue(bob.endpoint().stats().rtcpReceived() > 0, bob.endpoint().stats()::toString);
            end(caller, callee);
            assertHeardExactly(alice.endpoint(), bob.endpoint());
        }
    }

    private static void end(ScriptedDialog caller, ScriptedDialog callee) {
        Exchange bye = caller.send("BYE");
        callee.awaitBye();
        bye.await(200);
    }

    /** Audio is listed twice, then video and a chat: one audio and the video are carried, each with its own keys. */
    @Test
    void shouldCarryVideoBesideAudioThatIsListedTwice() throws IOException {
        ScriptedPhone phone = stage.phone();
        InetAddress address = InetAddress.getLoopbackAddress();
        try (SecureVoice audio = SecureVoice.at(address, "alice", SrtpSuite.AES_CM_128_HMAC_SHA1_80);
                SecureVoice video = SecureVoice.at(address, "alice's picture", SrtpSuite.AEAD_AES_256_GCM);
                Voice bob = Voice.at(stage.pbx().address().getAddress(), "bob");
                Voice picture = Voice.at(stage.pbx().address().getAddress(), "bob's picture")) {
            Exchange calling = phone.invite("8005", audio.describe(Direction.SENDRECV, 1)
                    + "m=audio 40000 RTP/AVP 0\r\n" + video.describeAs("video")
                    + "m=message 2855 TCP/MSRP *\r\na=path:msrp://127.0.0.1:2855/x;tcp\r\n");
            Incoming invite = stage.pbx().awaitInvite("8005");
            String offer = invite.request().body();
            assertTrue(offer.contains("m=audio 0 ") && offer.contains("m=message 0 ") && !offer.contains("msrp:"),
                    offer);
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV) + "m=audio 0 RTP/AVP 0\r\nm=video "
                    + picture.endpoint().local().getPort() + " RTP/AVP 0\r\nm=message 0 TCP/MSRP *\r\n");
            bob.speakTo(SecureVoice.stream(offer, 0));
            picture.speakTo(SecureVoice.stream(offer, 2));
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            String answer = accepted.body();
            audio.speakTo(SecureVoice.stream(answer, 0));
            video.speakTo(SecureVoice.stream(answer, 2));

            hear(audio.endpoint(), bob.endpoint(), 25);
            hear(video.endpoint(), picture.endpoint(), 25);

            assertTrue(answer.contains("m=audio 0 RTP/AVP") && answer.contains("m=message 0 "), answer);
            end(caller, callee);
            assertHeardExactly(audio.endpoint(), bob.endpoint());
            assertHeardExactly(video.endpoint(), picture.endpoint());
        }
    }

    /** RFC 4568 §7.1.4: who comes with a new key gets a new one of ours; who comes with the old one keeps it. */
    @Test
    void shouldChangeItsKeyWithThePhonesKey() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = SecureVoice.at(InetAddress.getLoopbackAddress(), "alice",
                SrtpSuite.AES_CM_128_HMAC_SHA1_80); Voice bob = Voice.at(stage.pbx().address().getAddress(), "bob")) {
            Exchange calling = phone.invite("8006", alice.describe(Direction.SENDRECV, 3));
            Incoming invite = stage.pbx().awaitInvite("8006");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            String first = accepted.body();
            alice.endpoint().setNextSequence(NEAR_WRAP);
            alice.speakTo(first);
            hear(alice.endpoint(), bob.endpoint(), 25);

            String same = reinvite(caller, callee, alice, bob);
            alice.rekey();
            String changed = reinvite(caller, callee, alice, bob);
            alice.speakTo(changed);
            hear(alice.endpoint(), bob.endpoint(), 25);

            assertEquals(keys(first), keys(same));
            assertFalse(keys(first).equals(keys(changed)));
            end(caller, callee);
            assertTrue(alice.endpoint().check(bob.endpoint()).isExact());
            // What she said under the old key while the new one was there already was taken.
            AudioCheck.Report heard = bob.endpoint().check(alice.endpoint());
            assertTrue(heard.isExact() && heard.missing() == 0, heard::toString);
        }
    }

    private static String reinvite(ScriptedDialog caller, ScriptedDialog callee, SecureVoice alice, Voice bob) {
        Exchange exchange = caller.reinvite(alice.describe(Direction.SENDRECV, 3));
        Incoming atPbx = callee.await("INVITE");
        atPbx.respond(200, bob.describe(Direction.SENDRECV));
        SipText answer = exchange.await(200);
        caller.ack(exchange);
        atPbx.awaitAck();
        return answer.body();
    }

    private static Optional<String> keys(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("a=crypto")).findFirst();
    }
}
