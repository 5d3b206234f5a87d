package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.record.CallRecord;
import io.sbc.core.record.MediaNote;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.survival.CallVault;
import io.sbc.core.survival.SurvivalCounter;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaQuality;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that go on in another process (lesson 13). */
class CallRestoreTest {

    private static final Duration AWAY = Duration.ofSeconds(5);

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    private void aliceIsBack() {
        bench.comeBack(alice, 1, bench.aliceFlow);
    }

    /** Counters come every five seconds. */
    private void sample() {
        bench.media.only().sample(MediaQuality.NONE);
        assertEquals(1, bench.records());
    }

    private void restarted() {
        sample();
        bench.killAndStartAgain(AWAY);
        assertEquals(1, bench.survival.value(SurvivalCounter.RESTORED));
        assertEquals(1, bench.totals.calls());
        assertEquals(2, bench.totals.dialogs());
    }

    @Test
    void shouldGoOnWithTheSamePlanOnTheSamePortsAndBeEndedByThePbx() {
        Conversation.aliceWithPbx(bench);
        FakeMediaLink.Session before = bench.media.only();
        MediaPlan plan = before.applied.getLast();
        assertEquals(1, bench.records());

        restarted();
        assertEquals(List.of(plan), bench.media.only().applied);
        assertEquals(before.state().orElseThrow().state().streams(), bench.media.resumed.getFirst().streams());
        aliceIsBack();
        pbx.send(pbx.request("BYE").build());

        pbx.takeResponse(200);
        alice.answer(alice.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldGoOnAndBeEndedByThePhoneThatWasCalled() {
        Conversation.pbxWithBob(bench);

        restarted();
        bench.comeBack(bob, 2, bench.bobFlow);
        bob.send(bob.request("BYE").build());

        bob.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldShowTheCallAsOneThatBeganBefore() {
        Conversation.aliceWithPbx(bench);
        CallRecord before = bench.records.live().getFirst();

        restarted();

        CallRecord after = bench.records.live().getFirst();
        assertEquals(before.id(), after.id());
        assertEquals(before.callId(), after.callId());
        assertEquals(before.otherCallId(), after.otherCallId());
        assertEquals(before.startedMillis(), after.startedMillis());
        assertEquals(before.answeredMillis(), after.answeredMillis());
        assertEquals(before.setCrypto(), after.setCrypto());
        assertEquals(List.of("last-known", "restored"), after.notes().stream().map(MediaNote::kind).toList());
        long gapMillis = after.notes().getLast().atMillis() - after.notes().getFirst().atMillis();
        assertTrue(Math.abs(gapMillis - AWAY.toMillis()) < 500, "from the last record on");
    }

    @Test
    void shouldHoldAndRetrieveUnderTheSameKeys() {
        Conversation.aliceWithPbx(bench);
        MediaPlan plan = bench.media.only().applied.getLast();
        restarted();
        aliceIsBack();

        alice.send(alice.inviteAgain(Sdp.phoneHold()));
        hold("a=sendonly", Sdp.pbxAnswer().replace("sendrecv", "recvonly").replace("o=pbx 6 1", "o=pbx 6 2"));
        alice.send(alice.inviteAgain(Sdp.phoneRetrieve()));
        hold("a=sendrecv", Sdp.pbxAnswer().replace("o=pbx 6 1", "o=pbx 6 3"));

        assertEquals(plan, bench.media.only().applied.getLast());
        assertEquals(1, bench.records());
    }

    private void hold(String direction, String answer) {
        SipRequest reinvite = pbx.takeRequest("INVITE");
        String offer = new String(reinvite.body(), StandardCharsets.UTF_8);
        assertTrue(offer.contains(direction), offer);
        pbx.answer(reinvite, 200, answer);
        pbx.takeRequest("ACK");
        alice.takeResponse(100);
        SipResponse ok = alice.takeResponse(200);
        alice.send(alice.ack(ok, ""));
    }

    /** Whatever was agreed meanwhile is not in the record: the offer that is repeated is carried again. */
    @Test
    void shouldFallBackToWhatWasAgreedWhenItEndsAmidAnOffer() {
        Conversation.aliceWithPbx(bench);
        MediaPlan plan = bench.media.only().applied.getLast();
        pbx.send(pbx.inviteAgain(Sdp.pbxHold()));
        alice.takeRequest("INVITE");

        restarted();
        aliceIsBack();

        assertEquals(plan, bench.media.only().applied.getLast());
        pbx.inbox.clear();
        pbx.send(pbx.inviteAgain(Sdp.pbxHold()));
        SipRequest again = alice.takeRequest("INVITE");
        alice.answer(again, 200, Sdp.phoneAnswer().replace("sendrecv", "recvonly"));
        alice.takeRequest("ACK");
    }

    @Test
    void shouldGiveAPhoneThatIsNotBackYetAMomentForItsBye() {
        Conversation.aliceWithPbx(bench);
        restarted();

        pbx.send(pbx.request("BYE").build());
        pbx.takeResponse(200);
        bench.pass(Duration.ofSeconds(3));
        aliceIsBack();
        bench.pass(Duration.ofSeconds(1));

        alice.answer(alice.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndWithoutAPhoneThatDoesNotComeBack() {
        Conversation.aliceWithPbx(bench);
        restarted();

        pbx.send(pbx.request("BYE").build());
        bench.pass(Duration.ofSeconds(30));

        bench.assertNothingLeft();
    }

    @Test
    void shouldRefreshTheSessionAndEndItWhenNobodyAnswers() {
        Conversation.aliceWithPbx(bench);
        bench.pass(Duration.ofMinutes(10));
        restarted();
        aliceIsBack();

        bench.pass(Duration.ofMinutes(7));

        assertTrue(bench.counters.value(CallCounter.REFRESHED) > 0,
                "at half of the interval, which the outage did not stop");
        bench.pass(Duration.ofMinutes(40));
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndBothLegsWhenItsPortsAreTaken() {
        Conversation.aliceWithPbx(bench);
        bench.killAndStartAgainWithoutPorts(AWAY);
        aliceIsBack();
        bench.pass(Duration.ofSeconds(1));

        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        alice.answer(alice.takeRequest("BYE"), 200, "");
        assertEquals(1, bench.survival.value(SurvivalCounter.LOST));
        bench.assertNothingLeft();
    }

    @Test
    void shouldSurviveTwice() {
        Conversation.aliceWithPbx(bench);
        restarted();
        bench.killAndStartAgain(AWAY);
        assertEquals(2, bench.survival.value(SurvivalCounter.RESTORED));
        aliceIsBack();

        alice.send(alice.request("BYE").build());

        alice.takeResponse(200);
        SipRequest bye = pbx.takeRequest("BYE");
        assertTrue(bye.cseq().number() > 128, "numbers that the two before may have used are left out");
        pbx.answer(bye, 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldNotKeepACallThatRings() {
        alice.send(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()));
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 180, "");
        assertEquals(0, bench.records());
        pbx.answer(invite, 200, Sdp.pbxAnswer());
        assertEquals(1, bench.records(), "answered");
    }

    /** The caller may have the answer or not, and nobody knows whether its ACK was lost with the process. */
    @Test
    void shouldHangUpACallWhoseAnswerIsNotAcknowledged() {
        alice.send(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()));
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 200, Sdp.pbxAnswer());
        alice.takeResponse(100);
        alice.takeResponse(200);
        pbx.inbox.clear();

        bench.killAndStartAgain(AWAY);
        aliceIsBack();
        bench.pass(Duration.ofSeconds(1));

        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        alice.answer(alice.takeRequest("BYE"), 200, "");
        assertEquals(1, bench.survival.value(SurvivalCounter.UNACKNOWLEDGED));
        bench.assertNothingLeft();
    }

    /** Both parties have new keys by then: what was agreed before would be noise. */
    @Test
    void shouldGoOnWithAnOfferThatWasAnsweredButNotAcknowledged() {
        Conversation.aliceWithPbx(bench);
        pbx.send(pbx.inviteAgain(Sdp.pbxHold()));
        alice.answer(alice.takeRequest("INVITE"), 200, Sdp.phoneAnswer().replace("sendrecv", "recvonly"));
        pbx.takeResponse(100);
        pbx.takeResponse(200);
        MediaPlan plan = bench.media.only().applied.getLast();

        bench.killAndStartAgain(AWAY);

        assertEquals(plan, bench.media.only().applied.getLast());
    }

    /** Neither the phone nor the PBX is left in a call that nobody relays. */
    @Test
    void shouldHangUpWhatWasAwayForTooLong() {
        Conversation.aliceWithPbx(bench);

        bench.killAndStartAgain(Duration.ofMinutes(3));
        aliceIsBack();
        bench.pass(Duration.ofSeconds(1));

        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        alice.answer(alice.takeRequest("BYE"), 200, "");
        assertEquals(1, bench.survival.value(SurvivalCounter.TOO_OLD));
        assertEquals(0, bench.survival.value(SurvivalCounter.RESTORED));
        CallRecord lost = bench.records.newestFirst().getFirst();
        assertEquals("lost-in-restart", lost.cause());
        assertEquals(List.of("lost-in-restart"), lost.notes().stream().map(MediaNote::kind).toList());
        assertTrue(lost.endedMillis().isPresent() && lost.answeredMillis().isPresent());
        assertEquals(List.of(), bench.media.sessions);
        bench.assertNothingLeft();
        assertEquals(0, bench.records());
    }

    @Test
    void shouldWriteOnceWhatComesTogether() {
        Conversation.aliceWithPbx(bench);
        bench.media.only().sample(MediaQuality.NONE);
        assertEquals(0, bench.vault.size(), "in a moment");

        assertEquals(1, bench.records());

        assertEquals(1, bench.survival.value(SurvivalCounter.WRITTEN));
    }

    @Test
    void shouldNotKeepWhatIsOverInAMoment() {
        Conversation.aliceWithPbx(bench).endByPhone();

        assertEquals(0, bench.records());

        assertEquals(0, bench.survival.value(SurvivalCounter.WRITTEN));
    }

    @Test
    void shouldDropWhatIsOfNoUse() {
        Conversation.aliceWithPbx(bench);
        assertEquals(1, bench.records());
        byte[] record = bench.vault.takeAll().values().iterator().next();
        bench.vault.clear();

        keep(Arrays.copyOf(record, record.length - 7));
        bench.killAndStartAgain(AWAY);
        assertEquals(1, bench.survival.value(SurvivalCounter.UNREADABLE));

        assertEquals(0, bench.totals.calls());
        assertEquals(0, bench.records());
    }

    private void keep(byte[] record) {
        CallVault.Slot slot = bench.vault.open().orElseThrow();
        slot.write(record, record.length);
    }

    @Test
    void shouldHangUpTheCallOfADeviceThatWasDisabled() {
        Conversation.aliceWithPbx(bench);
        bench.directory.disable(1);

        bench.killAndStartAgain(AWAY);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.pass(Duration.ofSeconds(30));

        assertEquals(1, bench.survival.value(SurvivalCounter.ORPHANED));
        assertEquals(0, bench.totals.calls());
        assertEquals(0, bench.records());
    }

    @Test
    void shouldServeTheCallAllTheSameWhereNoPlaceIsLeft() {
        bench.vault.full = true;

        Conversation.aliceWithPbx(bench).endByPhone();

        assertEquals(0, bench.records());
    }

    /** Calls that go through random holds, refreshes and restarts: each record is read and written again to the same octets. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldReadAndWriteEachRecordToTheSameOctets(long seed) {
        Random random = new Random(seed);
        Conversation talk = random.nextBoolean() ? Conversation.aliceWithPbx(bench) : Conversation.pbxWithBob(bench);
        FakeFlow first = talk.phone == alice ? bench.aliceFlow : bench.bobFlow;
        for (int step = 0; step < 12; step++) {
            switch (random.nextInt(4)) {
                case 0 -> bench.pass(Duration.ofSeconds(random.nextInt(100)));
                case 1 -> {
                    sample();
                    bench.killAndStartAgain(AWAY);
                    bench.comeBack(talk.phone, talk.phone == alice ? 1 : 2, first);
                }
                case 2 -> info(talk.pbx, talk.phone);
                default -> info(talk.phone, talk.pbx);
            }
            assertEquals(1, bench.records());
            byte[] record = bench.vault.takeAll().values().iterator().next();
            OctetWriter again = new OctetWriter(100);
            SavedCall.read(new OctetReader(record, 0), CallBench.parameters()).write(again);
            assertArrayEquals(record, again.toOctets(), "seed " + seed + ", step " + step);
        }
        talk.endByPhone();
    }

    private static void info(ScriptedPeer from, ScriptedPeer to) {
        from.send(from.request("INFO").build());
        to.answer(to.takeRequest("INFO"), 200, "");
        from.takeResponse(200);
    }
}
