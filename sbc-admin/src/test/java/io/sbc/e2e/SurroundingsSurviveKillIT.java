package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.net.Trust;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lesson 13 where {@link CallSurvivesKillIT} does not look: PBXs over TCP and TLS, whose connections went with the process; media over IPv6,
 * plain RTP, every length of key, GCM, an MKI, rtcp-mux, video; a call on hold, one after a re-key.
 */
class SurroundingsSurviveKillIT {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");
    private static final String SUITES = "{suites: [AES_CM_128_HMAC_SHA1_80, AES_CM_128_HMAC_SHA1_32, AES_256_CM_HMAC_SHA1_80, "
            + "AES_256_CM_HMAC_SHA1_32, AEAD_AES_128_GCM, AEAD_AES_256_GCM]}";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;
    private SbcStage stage;
    private final List<LastingTalk> talks = new ArrayList<>();

    @BeforeEach
    void startAll() throws IOException {
        SbcStage.Builder plan = new SbcStage.Builder(directory).fixedPorts().numbers(10);
        Authority pbxs = Authority.in(directory, "pbxs");
        Authority.Identity pbx = pbxs.issue("tls.local");
        Authority.Identity sbc = pbxs.issue("sbc.local");
        stage = plan.script("udp").tcpScript("tcp")
                .tlsScript("tls", Trust.clientOf(pbxs.ca(), pbx.chain(), pbx.key())) // which connects, too
                .icp("tls: {enabled: true, port: %d, trust: %s, certificates: [{certificate: %s, key: %s}]}"
                        .formatted(plan.icpTlsPort(), pbxs.ca(), sbc.chain(), sbc.key()))
                .rtpSecurity(SUITES, SUITES)
                .icp("media: {address: \"::1\"}")
                .set("media: {address: \"::1\", rtcp-mux: true}")
                .mediaPorts("11200-11499").media("quality-interval: 1s").start();
    }

    @AfterEach
    void stopAll() {
        talks.forEach(LastingTalk::close);
        if (stage != null) {
            stage.close();
        }
    }

    private ScriptedPhone phone(String pbx) throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber(pbx));
        phone.register();
        return phone;
    }

    private static SecureVoice voice(String name, SrtpSuite suite) throws IOException {
        SecureVoice voice = SecureVoice.at(LOOPBACK, name, suite);
        voice.endpoint().setNextSequence(65_520);
        return voice;
    }

    private LastingTalk lasting(LastingTalk talk) {
        talks.add(talk);
        return talk;
    }

    private double metric(String name) {
        try {
            return stage.metrics().getOrDefault(name, -1.0);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Each call has been looked at after what was said of it last. */
    private void awaitRecords(int calls) throws IOException {
        double before = metric("sbc_call_records_written_total");
        stage.await("write the records anew", LIMIT,
                () -> metric("sbc_call_records_written_total") > before + 2 * calls);
        assertEquals(calls, metric("sbc_calls_kept"));
    }

    private void killAndStartAgain(int calls) throws IOException {
        awaitRecords(calls);
        stage.killAndStartAgain();
        assertEquals(calls, metric("sbc_calls_restored_total"));
        assertEquals(calls, metric("sbc_calls"));
    }

    private void assertNothingIsLeft() throws IOException {
        stage.awaitMetric("sbc_calls_kept", 0);
        stage.awaitMetric("sbc_calls", 0);
        stage.awaitMetric("sbc_dialogs", 0);
        stage.awaitMetric("sbc_media_sessions", 0);
        stage.endPhones();
        stage.emptiness().awaitAgain();
    }

    @Test
    void shouldGoOnOverEveryTransportWithEveryKindOfMedia() throws IOException {
        ScriptedPbx tcp = stage.script("tcp");
        ScriptedPbx tls = stage.script("tls");
        LastingTalk longKeys = lasting(LastingTalk.fromPhone(phone("tcp"), tcp,
                Mouth.of(voice("alice", SrtpSuite.AES_256_CM_HMAC_SHA1_80).withIdentifier((byte) 7, (byte) 9)),
                Mouth.of(voice("bob", SrtpSuite.AES_256_CM_HMAC_SHA1_32)), "8201"));
        LastingTalk held = lasting(
                LastingTalk.fromPbx(phone("tls"), tls, Mouth.of(voice("carol", SrtpSuite.AEAD_AES_128_GCM)),
                        Mouth.of(voice("dave", SrtpSuite.AEAD_AES_256_GCM)), "8202"));
        SecureVoice muxed = voice("erin", SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        muxed.endpoint().setMuxed(true);
        LastingTalk plain = lasting(LastingTalk.fromPbx(phone("udp"), stage.script("udp"), Mouth.of(muxed, "rtcp-mux"),
                Mouth.of(Voice.at(LOOPBACK, "frank")), "8203"));
        SecureVoice grace = voice("grace", SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        LastingTalk seen = lasting(LastingTalk.fromPhone(phone("tls"), tls,
                Mouth.withPicture(grace, voice("her picture", SrtpSuite.AEAD_AES_256_GCM)),
                Mouth.withPicture(voice("heidi", SrtpSuite.AES_CM_128_HMAC_SHA1_80),
                        voice("another picture", SrtpSuite.AES_CM_128_HMAC_SHA1_80)),
                "8204"));
        talks.forEach(talk -> talk.hear(40));
        talks.forEach(LastingTalk::assertExact);
        held.reinviteByPhone(Direction.SENDONLY);
        grace.rekey();
        seen.reinviteByPhone(Direction.SENDRECV);
        seen.hear(40);

        killAndStartAgain(4);

        List.of(longKeys, plain, seen).forEach(talk -> talk.hear(40));
        for (LastingTalk talk : talks) {
            talk.phone().register();
        }
        held.reinviteByPhone(Direction.SENDRECV);
        longKeys.reinviteByPbx(Direction.SENDONLY); // over a connection of its own
        longKeys.reinviteByPbx(Direction.SENDRECV);
        talks.forEach(talk -> talk.hear(40));
        List.of(longKeys, held, plain).forEach(LastingTalk::assertAuthentic);
        longKeys.hangUpByPbx();
        held.hangUpByPbx();
        plain.hangUpByPhone();
        seen.hangUpByPhone();
        assertNothingIsLeft();
    }

    /** The offer that was under way is made again: over UDP by itself, over TLS by whoever wanted it. */
    @Test
    void shouldTakeUpAnOfferOrATransferThatWasUnderWay() throws IOException {
        ScriptedPbx pbx = stage.script("udp");
        LastingTalk offered = lasting(LastingTalk.fromPhone(phone("udp"), pbx,
                Mouth.of(voice("alice", SrtpSuite.AES_CM_128_HMAC_SHA1_80)), Mouth.of(Voice.at(LOOPBACK, "bob")),
                "8401"));
        LastingTalk referred = lasting(LastingTalk.fromPbx(phone("udp"), pbx,
                Mouth.of(voice("carol", SrtpSuite.AES_CM_128_HMAC_SHA1_80)), Mouth.of(Voice.at(LOOPBACK, "dave")),
                "8402"));
        talks.forEach(talk -> talk.hear(40));
        awaitRecords(2);
        Exchange reoffer = offered.atPbx().reinvite(offered.bob().offer(Direction.SENDRECV));
        offered.atPhone().await("INVITE");
        Exchange refer = referred.atPhone().send(referred.atPhone().request("REFER")
                .and("Refer-To", "<sip:8499@localhost>"));
        referred.atPbx().await("REFER").respond(202);
        refer.await(202);

        stage.killAndStartAgain();

        assertEquals(2, metric("sbc_calls_restored_total"));
        talks.forEach(talk -> talk.hear(40));
        for (LastingTalk talk : talks) {
            talk.phone().register();
        }
        Exchange again = offered.atPbx().reinvite(offered.bob().offer(Direction.SENDRECV));
        Incoming atPhone = offered.atPhone().await("INVITE");
        atPhone.respond(200, offered.alice().answer(Direction.SENDRECV, atPhone.request().body()));
        again.await(200);
        offered.atPbx().ack(again);
        assertEquals(List.of(), reoffer.responses().stream().filter(response -> response.status() >= 200).toList());
        Exchange notify = referred.atPbx().send(referred.atPbx().request("NOTIFY").and("Event", "refer")
                .and("Subscription-State", "terminated;reason=noresource")
                .and("Content-Type", "message/sipfrag;version=2.0"));
        assertTrue(notify.awaitFinal().status() >= 200);
        talks.forEach(talk -> talk.hear(40));
        offered.hangUpByPbx();
        referred.hangUpByPhone();
        assertNothingIsLeft();
    }
}
