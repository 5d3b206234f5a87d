package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lesson 13: the shipped SBC is killed amid a call and started again; the call goes on, with the same ports and keys, and is held,
 * retrieved and hung up as ever. SRTP on both sides; sequence numbers wrap before the kill, so that rollover counters matter.
 */
class CallSurvivesKillIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PBX = "secure";

    @TempDir
    private static Path directory;
    private static SbcStage stage;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).fixedPorts().script(PBX).mediaPorts("11000-11199")
                .media("quality-interval: 1s").start();
    }

    @AfterEach
    void endPhonesAndSeeThatNothingIsLeft() throws IOException {
        stage.awaitMetric("sbc_calls_kept", 0);
        assertEquals(0, octetsOfRecords(), "of calls that are over");
        stage.awaitMetric("sbc_dialogs", 0);
        stage.awaitMetric("sbc_media_sessions", 0);
        stage.endPhones();
        stage.emptiness().awaitAgain();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    /** Sequence numbers of both are about to wrap, and have by the time that this returns. */
    private static LastingTalk begun(boolean phoneCalls, String number) throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber(PBX));
        phone.register();
        SecureVoice alice = SecureVoice.at(InetAddress.getLoopbackAddress(), "alice" + number,
                SrtpSuite.AES_CM_128_HMAC_SHA1_32);
        SecureVoice bob = SecureVoice.at(stage.script(PBX).address().getAddress(), "bob" + number,
                SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        alice.endpoint().setNextSequence(65_515);
        bob.endpoint().setNextSequence(65_520);
        LastingTalk talk = phoneCalls
                ? LastingTalk.fromPhone(phone, stage.script(PBX), Mouth.of(alice), Mouth.of(bob), number)
                : LastingTalk.fromPbx(phone, stage.script(PBX), Mouth.of(alice), Mouth.of(bob), number);
        talk.hear(50);
        return talk;
    }

    private static double metric(String name) {
        try {
            return stage.metrics().getOrDefault(name, -1.0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The counters, hence the record, tell of the wrap. */
    private static void awaitSample() throws IOException {
        double before = metric("sbc_call_records_written_total");
        stage.await("write the record anew", LIMIT, () -> metric("sbc_call_records_written_total") > before + 1);
        assertEquals(1, metric("sbc_calls_kept"));
    }

    private static void killAndStartAgain(LastingTalk talk) throws IOException {
        awaitSample();
        talk.assertExact();
        stage.killAndStartAgain();
        assertEquals(1, metric("sbc_calls_restored_total"));
        assertEquals(1, metric("sbc_calls"));
        String shown = stage.get(Faults.call(talk.atPhone().callId()));
        assertTrue(shown.contains("\"restored\""), shown);
    }

    @Test
    void shouldGoOnAfterAKillAndBeHeldAndHungUpByThePbx() throws IOException {
        try (LastingTalk talk = begun(true, "8001")) {
            assertTrue(octetsOfRecords() > 1000, "a record");
            assertFalse(text().contains("8001"), "in clear");
            killAndStartAgain(talk);

            talk.hear(50); // before the phone is back: media needs no signalling
            talk.assertExact();
            assertTrue(talk.missing() > 0, "the gap");
            int gap = talk.missing();
            talk.phone().register();
            talk.reinviteByPbx(Direction.SENDONLY);
            talk.reinviteByPbx(Direction.SENDRECV);
            talk.hear(25);
            talk.assertExact();
            assertEquals(gap, talk.missing(), "nothing but the gap");
            talk.hangUpByPbx();
        }
    }

    @Test
    void shouldGoOnAfterTwoKillsAndBeHeldAndHungUpByThePhone() throws IOException {
        try (LastingTalk talk = begun(false, "8002")) {
            killAndStartAgain(talk);
            talk.hear(25);
            killAndStartAgain(talk);

            talk.hear(50);
            talk.phone().register();
            talk.reinviteByPhone(Direction.SENDONLY);
            talk.reinviteByPhone(Direction.SENDRECV);
            talk.hear(25);
            talk.assertExact();
            talk.hangUpByPhone();
        }
    }

    /** Behind the head of each file. */
    private static long octetsOfRecords() throws IOException {
        long found = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(stage.file("data/live-calls"))) {
            for (Path file : files) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                byte[] octets = Files.readAllBytes(file);
                for (int i = 4096; i < octets.length; i++) {
                    found += octets[i] == 0 ? 0 : 1;
                }
            }
        }
        return found;
    }

    private static String text() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String shard : List.of("shard-0.calls", "shard-1.calls")) {
            Path file = stage.file("data/live-calls").resolve(shard);
            if (Files.exists(file)) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
