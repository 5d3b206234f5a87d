package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A kill and a new start: the PBX sees nothing of it, and a phone pays one round trip (lesson 9). */
class RegistrationOverRestartTest {

    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);

    private void registeredAndSaved() {
        phone.registered(fixture.desktop);
        assertTrue(fixture.journal.flush());
    }

    private void restartAndReconnect() {
        fixture.restart();
        phone.reconnect(2);
    }

    @Test
    void shouldAnswerThePhoneAtOnceAndWithoutThePbx() {
        registeredAndSaved();
        fixture.advance(20);
        restartAndReconnect();

        FakeServerTransaction back = phone.register();

        assertEquals(200, back.response().status());
        assertEquals("300", RegistrarFixture.expiresOf(back.response()).orElseThrow());
        assertEquals(0, fixture.transactions.count(), "the PBX sees nothing");
        assertEquals(0, fixture.count(RegistrarCounter.CHALLENGES), "one round trip: the old nonce is good");
        assertEquals(0, fixture.count(RegistrarCounter.STALE_NONCES));
        assertEquals(1, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(1, fixture.table.of(fixture.desktop.id()).size());
    }

    @Test
    void shouldNotTakeACountOfAnOldNonceTwice() {
        registeredAndSaved();
        restartAndReconnect();
        SipRequest request = phone.signed();
        assertEquals(200, phone.send(request).response().status());

        FakeServerTransaction replay = phone.send(request);

        assertEquals(401, replay.response().status());
        assertTrue(replay.response().header(HeaderName.WWW_AUTHENTICATE).orElseThrow().contains("stale=true"));
    }

    @Test
    void shouldChallengeAnewWhereTheOldNonceMayHaveBeenOverheard() {
        phone.flow = FakeFlow.phone(1, TransportProtocol.TCP, "198.51.100.7");
        registeredAndSaved();
        fixture.advance(1);
        fixture.restart();
        phone.flow = FakeFlow.phone(2, TransportProtocol.TCP, "198.51.100.7");

        assertEquals(200, phone.register().response().status());
        assertEquals(1, fixture.count(RegistrarCounter.STALE_NONCES));
        assertEquals(0, fixture.transactions.count());
    }

    @Test
    void shouldGoOnWithCallIdAndCSeqAtThePbx() {
        phone.register();
        SipRequest before = fixture.pbxAccepts(fixture.desktop, 3600);
        fixture.journal.flush();
        restartAndReconnect();
        phone.register();
        while (fixture.transactions.pending() == 0) {
            fixture.advance(100);
            phone.register();
        }
        SipRequest refresh = fixture.atPbx().request();

        assertEquals(before.callId(), refresh.callId());
        assertEquals(before.contacts(), refresh.contacts());
        assertTrue(refresh.cseq().number() > before.cseq().number());
        long age = fixture.shard.clock().nanoTime() / 1_000_000_000;
        assertTrue(age >= 1800 && age <= 2700 + 100, "between half and three quarters of the grant, not " + age);
    }

    @Test
    void shouldKnowWhomAPbxMeansBeforeThePhoneIsBack() {
        registeredAndSaved();
        String token = fixture.table.of(fixture.desktop.id()).getFirst().icpContact().user();
        restartAndReconnect();

        assertEquals(Optional.of(fixture.desktop.id()), fixture.table.deviceBehind(token));
        assertEquals(List.of(), fixture.table.of(fixture.desktop.id()), "and that there is no way to it");
    }

    @Test
    void shouldUnregisterAPhoneThatDoesNotComeBack() {
        registeredAndSaved();
        String token = fixture.table.of(fixture.desktop.id()).getFirst().icpContact().user();
        fixture.restart();
        fixture.advance(599);
        assertEquals(0, fixture.transactions.count());

        fixture.advance(2);

        FakeTransactions.Sent removal = fixture.atPbx();
        assertEquals(0, removal.request().expires().orElseThrow());
        removal.respond(200);
        fixture.journal.flush();
        assertEquals(List.of(), fixture.store.load());
        assertEquals(Optional.empty(), fixture.table.deviceBehind(token));
        assertEquals(0, fixture.shard.armedTimers());
        assertEquals(0, fixture.registrar.registrations());
    }

    @Test
    void shouldTellAnOvertakenRegisterFromANewOne() {
        SipRequest old = phone.request(builder -> builder);
        registeredAndSaved();
        restartAndReconnect();

        FakeServerTransaction late = phone.send(phone.signed(old));

        assertEquals(500, late.response().status());
        assertEquals(200, phone.register().response().status());
    }

    @Test
    void shouldTakeUpNothingThatHasRunOut() {
        registeredAndSaved();
        fixture.shard.kill();
        fixture.advance(3600);
        restartAndReconnect();

        assertEquals(1, fixture.count(RegistrarCounter.NOT_RESTORED));
        assertEquals(0, fixture.registrar.registrations());
        assertFalse(phone.register().isAnswered());
        assertEquals(1, fixture.transactions.count());
    }

    @Test
    void shouldTakeUpNothingOfADeviceThatMovedAtThePbx() {
        registeredAndSaved();
        fixture.directory.put(FakeDirectory.withIcp(fixture.desktop, "2006", "2006", "x", "pbx"));
        fixture.restart();

        assertEquals(0, fixture.registrar.registrations());
        fixture.journal.flush();
        assertEquals(List.of(), fixture.store.load());
    }

    @Test
    void shouldUnregisterADeviceThatWasDisabledMeanwhile() {
        registeredAndSaved();
        fixture.directory.put(FakeDirectory.disabled(fixture.desktop));
        fixture.restart();
        fixture.advance(5);

        assertEquals(0, fixture.atPbx().request().expires().orElseThrow());
    }

    @Test
    void shouldCostOneRegisterAtThePbxWhatWasNotWritten() {
        phone.registered(fixture.desktop); // and killed before the next batch
        restartAndReconnect();

        FakeServerTransaction back = phone.register();
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals(200, back.response().status());
    }

    @Test
    void shouldRememberThatAPhoneLeft() {
        registeredAndSaved();
        phone.register(b -> b.set(HeaderName.CONTACT, "*").set(HeaderName.EXPIRES, 0));
        fixture.journal.flush();

        assertEquals(List.of(), fixture.store.load(), "before the PBX has answered");
    }

    @Test
    void shouldNotWriteAtEveryRefresh() {
        registeredAndSaved();
        int writes = fixture.store.writes;
        for (int i = 0; i < 6; i++) {
            fixture.advance(50);
            phone.register();
            fixture.journal.flush();
        }

        assertEquals(writes + 1, fixture.store.writes, "once in client-expires");
    }

    @Test
    void shouldWriteNothingAtARestartAndKeepThePhonesThatAreNotBack() {
        registeredAndSaved();
        List<SavedRegistration> before = fixture.store.load();
        fixture.restart();
        fixture.restart();
        fixture.journal.flush();

        assertEquals(before, fixture.store.load());
        assertEquals(1, before.getFirst().phones().size());
        assertEquals(1, fixture.store.writes);
    }

    @Test
    void shouldSurviveSeveralRestarts() {
        registeredAndSaved();
        for (int flow = 2; flow < 6; flow++) {
            fixture.restart();
            phone.reconnect(flow);
            assertEquals(200, phone.register().response().status());
            assertEquals(0, fixture.transactions.count());
            fixture.journal.flush();
            fixture.advance(30);
        }
    }
}
