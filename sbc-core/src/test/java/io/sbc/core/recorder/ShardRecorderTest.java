package io.sbc.core.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.record.CallRecord;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.Side;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardRecorderTest {

    private final RecorderStage stage = new RecorderStage(1 << 20);
    private final ShardRecorder recorder = stage.recorder;

    @Test
    void shouldKeepBothLegsOfACallWithTheirAddressesAndStoreThemAfterItsEnd() {
        recorder.onReceived(RecorderStage.request("INVITE", "2002", "leg-a", 1, ""), stage.phone, false);
        recorder.onCall(stage.call("c77", "leg-a", "", false));
        recorder.onCall(stage.call("c77", "leg-a", "leg-b", false));
        stage.shard.advance(Duration.ofMillis(3));
        recorder.onSent(RecorderStage.request("INVITE", "2002", "leg-b", 7, ""), stage.pbx, false);
        recorder.onSent(RecorderStage.request("INVITE", "2002", "leg-b", 7, ""), stage.pbx, true);
        recorder.onDecision("leg-a", "next-target", "target 2 is asked");
        recorder.onCall(stage.call("c77", "leg-a", "leg-b", true));
        recorder.onReceived(RecorderStage.request("ACK", "2002", "leg-a", 1, ""), stage.phone, false);
        assertTrue(stage.stored.isEmpty(), "late messages are waited for");

        stage.shard.advance(Duration.ofSeconds(3));

        assertEquals(1, stage.stored.size());
        Recording stored = FlightRecorder.with(stage.stored.getFirst().recording(), stage.stored.getFirst().events());
        assertEquals("c77", stored.id());
        assertEquals(List.of("leg-a", "leg-b"), stored.callIds());
        List<Message> messages = stored.messages().toList();
        assertEquals(List.of(false, true, true, false), messages.stream().map(Message::sent).toList());
        assertEquals(List.of(false, false, true, false), messages.stream().map(Message::repeated).toList());
        assertEquals("203.0.113.7", messages.getFirst().remote().getAddress().getHostAddress());
        assertEquals(3_000, messages.get(1).atMicros());
        assertTrue(messages.get(1).text().contains("Call-ID: leg-b"));
        assertEquals(List.of("next-target"), stored.decisions().map(RecordedEvent.Decision::kind).toList());
        assertEquals(0, recorder.octets(), "what is stored is not kept");
        assertEquals(0, recorder.tracing());
    }

    @Test
    void shouldWaitForLateMessagesOfAsManyCallsAsTheCachesHold() {
        for (int i = 0; i < 1_000; i++) {
            recorder.onReceived(RecorderStage.request("INVITE", "2002", "a" + i, 1, ""), stage.phone, false);
            recorder.onCall(stage.call("c" + i, "a" + i, "", true));
        }

        assertEquals(872, stage.stored.size(), "128 wait");
        assertEquals("c0", stage.stored.getFirst().recording().id(), "the oldest go first");
        recorder.onReceived(RecorderStage.request("ACK", "2002", "a999", 1, ""), stage.phone, false);
        stage.shard.advance(Duration.ofSeconds(3));
        assertEquals(1_000, stage.stored.size());
        assertEquals(2, FlightRecorder.with(stage.stored.getLast().recording(), stage.stored.getLast().events())
                .messages().count());
        assertEquals(0, recorder.octets());
    }

    /** The process before this one knew what came before. */
    @Test
    void shouldTellTheTimesOfACallThatGoesOnAfterARestartAsTheyWere() {
        CallRecord known = stage.call("c78", "leg-a", "leg-b", false);
        long startedMillis = known.startedMillis();
        stage.shard.advance(Duration.ofSeconds(90));

        recorder.onCall(known);
        recorder.onDecision("leg-a", "media-restored", "goes on after a restart of the SBC");

        Recording shown = recorder.call("c78").orElseThrow();
        assertEquals(startedMillis + 90_000, shown.millisOf(shown.decisions().findFirst().orElseThrow()));
    }

    @Test
    void shouldStoreAnInviteThatWasRefusedAtTheDoor() {
        recorder.onReceived(RecorderStage.request("INVITE", "2002", "door", 1, ""), stage.phone, false);
        recorder.onDecision("door", "rejected", "forbidden (device is disabled): INVITE is answered 403");
        recorder.onSent(RecorderStage.response(403, "INVITE", "door", 1), stage.phone, false);

        stage.shard.advance(Duration.ofSeconds(3));

        Recording stored = stage.stored.getFirst().recording();
        assertEquals(403, stored.status());
        assertEquals("1001", stored.caller());
        assertEquals("2002", stored.callee());
        assertTrue(stored.call().isEmpty());
    }

    @Test
    void shouldKeepAChallengedInviteAndItsSecondTryTogether() {
        recorder.onReceived(RecorderStage.request("INVITE", "2002", "x", 1, ""), stage.phone, false);
        recorder.onSent(RecorderStage.response(407, "INVITE", "x", 1), stage.phone, false);
        recorder.onReceived(RecorderStage.request("INVITE", "2002", "x", 2, ""), stage.phone, false);
        recorder.onCall(stage.call("c9", "x", "", false));
        stage.shard.advance(Duration.ofSeconds(60));
        assertTrue(stage.stored.isEmpty(), "it talks");

        recorder.onCall(stage.call("c9", "x", "", true));
        stage.shard.advance(Duration.ofSeconds(3));

        assertEquals(1, stage.stored.size());
        assertEquals(3, FlightRecorder.with(stage.stored.getFirst().recording(), stage.stored.getFirst().events())
                .messages().count());
    }

    @Test
    void shouldTellRegistrationAttemptsApart() {
        register("r1", 1, "", 401);
        register("r1", 2, "Authorization: Digest username=\"1001\"\n", 200);
        stage.shard.advance(Duration.ofSeconds(60));
        register("r1", 3, "Authorization: Digest username=\"1001\"\n", 200);

        List<Recording> attempts = recorder.attempts("1001", 100);

        assertEquals(2, attempts.size(), "the refresh is one of its own");
        assertEquals(2, attempts.getFirst().messages().count());
        assertEquals(4, attempts.getLast().messages().count());
        assertEquals(200, attempts.getLast().status());
    }

    @Test
    void shouldCopyNoMoreAttemptsThanAreAskedFor() {
        for (int i = 1; i <= 4; i++) {
            register("r" + i, 1, "", 403);
            stage.shard.advance(Duration.ofSeconds(1));
        }

        List<Recording> newest = recorder.attempts("1001", 2);

        assertEquals(List.of("r4", "r3"), newest.stream().map(attempt -> attempt.callIds().getFirst()).toList());
    }

    @Test
    void shouldKeepFailedAttemptsLongerThanGoodOnes() {
        register("bad", 1, "", 403);
        for (int i = 1; i <= 10; i++) {
            register("good" + i, 1, "", 200);
            stage.shard.advance(Duration.ofMinutes(11));
        }

        List<Integer> kept = recorder.attempts("1001", 100).stream().map(Recording::status).toList();

        assertEquals(4, kept.size());
        assertTrue(kept.contains(403));
    }

    @Test
    void shouldOnlyCountRefreshesThatGoAsTheLastTwoDid() {
        register("r1", 1, "", 200);
        register("r1", 2, "", 200);

        refresh(3, "challenged", 401);
        refresh(4, "answered-locally", 200);

        assertEquals(2, recorder.attempts("1001", 100).size());
        assertEquals(2, stage.counters.value(RecorderCounter.REFRESHES_COUNTED));
    }

    @Test
    void shouldRecordARefreshThatGoesAnotherWayFromItsBeginning() {
        register("r1", 1, "", 200);
        register("r1", 2, "", 200);

        stage.shard.advance(Duration.ofSeconds(60));
        recorder.onReceived(RecorderStage.request("REGISTER", "1001", "r1", 3, ""), stage.phone, false);
        recorder.onUpstream("r1", "up");
        recorder.onDecision("r1", "authenticated", "right");
        recorder.onSent(RecorderStage.request("REGISTER", "1001", "up", 1, ""), stage.pbx, false);
        recorder.onReceived(RecorderStage.response(403, "REGISTER", "up", 1), stage.pbx, false);
        recorder.onSent(RecorderStage.response(403, "REGISTER", "r1", 3), stage.phone, false);

        Recording last = recorder.attempts("1001", 100).getFirst();
        assertEquals(403, last.status());
        assertEquals(4, last.messages().count());
        assertEquals(List.of("authenticated"), last.decisions().map(RecordedEvent.Decision::kind).toList());
        assertEquals(0, stage.counters.value(RecorderCounter.REFRESHES_COUNTED));
    }

    @Test
    void shouldRecordAWrongPasswordAndWhatComesOverAnotherConnection() {
        register("r1", 1, "", 200);
        register("r1", 2, "", 200);

        refresh(3, "wrong-credentials", 401);
        assertEquals(3, recorder.attempts("1001", 100).size());
        register("r2", 1, "", 200);
        register("r2", 2, "", 200);
        WireFlow other = new WireFlow(3, Side.SET, TransportProtocol.TLS, new InetSocketAddress("203.0.113.8", 40_000));
        stage.shard.advance(Duration.ofSeconds(60));
        recorder.onReceived(RecorderStage.request("REGISTER", "1001", "r3", 1, ""), other, false);
        recorder.onDecision("r3", "challenged", "");
        recorder.onSent(RecorderStage.response(401, "REGISTER", "r3", 1), other, false);

        assertEquals("203.0.113.8", recorder.attempts("1001", 100).getFirst().source());
    }

    private void refresh(int cseq, String decision, int status) {
        recorder.onReceived(RecorderStage.request("REGISTER", "1001", "r1", cseq, ""), stage.phone, false);
        recorder.onDecision("r1", decision, "");
        recorder.onSent(RecorderStage.response(status, "REGISTER", "r1", cseq), stage.phone, false);
    }

    @Test
    void shouldKeepStrangersByTheirAddress() {
        for (int i = 0; i < 100; i++) {
            recorder.onReceived(RecorderStage.request("REGISTER", "nobody" + i, "s" + i, 1, ""), stage.phone, false);
        }

        assertEquals(4, recorder.attempts("203.0.113.7", 100).size());
        assertEquals("nobody99", recorder.attempts("nobody99", 100).getFirst().user());
    }

    @Test
    void shouldFollowARegistrationToThePbx() {
        recorder.onReceived(RecorderStage.request("REGISTER", "1001", "r", 2, ""), stage.phone, false);
        recorder.onUpstream("r", "up");
        recorder.onSent(RecorderStage.request("REGISTER", "1001", "up", 55, ""), stage.pbx, false);
        recorder.onReceived(RecorderStage.response(200, "REGISTER", "up", 55), stage.pbx, false);
        recorder.onSent(RecorderStage.response(200, "REGISTER", "r", 2), stage.phone, false);
        assertEquals(4, recorder.attempts("1001", 100).getFirst().messages().count());

        stage.shard.advance(Duration.ofMinutes(30));
        recorder.onSent(RecorderStage.request("REGISTER", "1001", "up", 56, ""), stage.pbx, false);
        recorder.onReceived(RecorderStage.response(200, "REGISTER", "up", 56), stage.pbx, false);

        List<Recording> attempts = recorder.attempts("1001", 100);
        assertEquals(2, attempts.size(), "what we refresh by ourselves is an attempt of its own");
        assertEquals(2, attempts.getFirst().messages().count());
        assertEquals(200, attempts.getFirst().status());
    }

    /** The phone was answered 503 because health checks had given the PBX up, and the transaction goes on for a while. */
    @Test
    void shouldBeginNoAttemptWithARequestThatIsOnlySentAgain() {
        SipMessage upstream = RecorderStage.request("REGISTER", "1001", "up", 55, "");
        recorder.onReceived(RecorderStage.request("REGISTER", "1001", "r", 2, ""), stage.phone, false);
        recorder.onUpstream("r", "up");
        recorder.onSent(upstream, stage.pbx, false);
        recorder.onSent(RecorderStage.response(503, "REGISTER", "r", 2), stage.phone, false);
        recorder.onSent(upstream, stage.pbx, true);

        List<Recording> attempts = recorder.attempts("1001", 100);

        assertEquals(1, attempts.size());
        assertEquals(503, attempts.getFirst().status());
        assertEquals(4, attempts.getFirst().messages().count(), "what was sent again is there, too");
    }

    @Test
    void shouldDropTheOldestAndCountWhenMemoryIsUsedUp() {
        RecorderStage small = new RecorderStage(20L * BlockArena.BLOCK);
        for (int i = 0; i < 100; i++) {
            small.recorder.onReceived(RecorderStage.request("REGISTER", "1" + i, "r" + i, 1, ""), small.phone, false);
        }
        for (int i = 0; i < 100; i++) {
            small.recorder.onReceived(RecorderStage.request("INVITE", "2002", "i" + i, 1, ""), small.phone, false);
        }

        assertTrue(small.recorder.octets() <= 20L * BlockArena.BLOCK);
        assertTrue(small.recorder.attempts("10", 100).isEmpty(), "registrations went first");
        assertEquals(180, small.counters.value(RecorderCounter.EVENTS_DROPPED));
        assertEquals(1, small.recorder.call("i99").orElseThrow().messages().count());
        Recording oldest = small.recorder.call("i0").orElseThrow();
        assertEquals(0, oldest.messages().count());
        assertEquals(1, oldest.dropped(), "it knows what it has lost");
    }

    @Test
    void shouldNotLetOneCallTakeAllMemory() {
        RecorderStage small = new RecorderStage(2L * BlockArena.BLOCK);
        for (int i = 0; i < 100; i++) {
            small.recorder.onReceived(RecorderStage.request("INVITE", "2002", "only", 1, ""), small.phone, i > 0);
        }

        Recording call = small.recorder.call("only").orElseThrow();
        assertTrue(call.messages().count() > 5);
        assertEquals(100, call.messages().count() + call.dropped());
    }

    @Test
    void shouldGiveEachOfTwoCallsOfOneCallIdItsMessages() {
        recorder.onReceived(RecorderStage.request("INVITE", "2002", "leg-a", 1, ""), stage.phone, false);
        recorder.onCall(stage.call("c1", "leg-a", "shared", false));
        recorder.onSent(RecorderStage.request("INVITE", "2002", "shared", 1, ""), stage.pbx, false);
        recorder.onReceived(RecorderStage.request("INVITE", "2002", "shared", 1, ""), stage.pbx, false);
        recorder.onCall(stage.call("c2", "shared", "leg-c", false));
        recorder.onReceived(RecorderStage.response(180, "INVITE", "shared", 1), stage.pbx, false);
        recorder.onSent(RecorderStage.request("INVITE", "2002", "leg-c", 1, ""), stage.phone, false);

        assertEquals(2, recorder.call("c2").orElseThrow().messages().count());
        assertTrue(recorder.call("c1").orElseThrow().messages().anyMatch(m -> m.startLine().contains("180")));
    }

    @Test
    void shouldNoteThatThePhoneLostItsConnection() {
        recorder.onReceived(RecorderStage.request("INVITE", "2002", "leg-a", 1, ""), stage.phone, false);
        recorder.onCall(stage.call("c1", "leg-a", "", false));
        recorder.onFlowClosed(stage.pbx);
        recorder.onFlowClosed(stage.phone);

        assertEquals(List.of("phone-connection-lost"),
                recorder.call("c1").orElseThrow().decisions().map(RecordedEvent.Decision::kind).toList());
    }

    @Test
    void shouldTakeNothingOfWhatIsNeitherCallNorRegistration() {
        recorder.onReceived(RecorderStage.request("OPTIONS", "2002", "o", 1, ""), stage.phone, false);
        recorder.onDecision("o", "rejected", "forbidden");

        assertEquals(0, recorder.octets());
        assertFalse(recorder.call("o").isPresent());
    }

    private void register(String callId, int cseq, String more, int status) {
        recorder.onReceived(RecorderStage.request("REGISTER", "1001", callId, cseq, more), stage.phone, false);
        recorder.onSent(RecorderStage.response(status, "REGISTER", callId, cseq), stage.phone, false);
    }
}
