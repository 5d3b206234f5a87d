package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Device;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transport.FakeFlow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device whose set-side user is renamed moves to another shard; its PBX has nothing to do with that. */
class RenamedDeviceTest {

    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);
    private final Device renamed = FakeDirectory.renamed(fixture.desktop, "alice");
    private final RegistrarService oldShard = fixture.registrar;
    private final RegistrarService newShard = fixture.newRegistrar();

    private RegistrarFixture.Phone renamedPhone() {
        fixture.registrar = newShard;
        return fixture.new Phone("alice", "set-alice", FakeFlow.tls(2));
    }

    private void rename() {
        fixture.directory.put(renamed);
        oldShard.onDeviceChanged(renamed.id());
    }

    private void deliver() {
        List.copyOf(fixture.handedOver).forEach(newShard::restore);
        fixture.handedOver.clear();
    }

    @Test
    void shouldKeepWhatThePbxHasForThePhoneUnderItsNewName() {
        phone.register();
        SipRequest before = fixture.pbxAccepts(fixture.desktop, 3600);
        rename();
        deliver();

        assertEquals(0, fixture.table.size(), "the old name is registered no more");
        assertEquals(200, renamedPhone().register().response().status());
        assertEquals(2, fixture.transactions.count(), "challenge and answer at the start, nothing since");
        assertEquals(1, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(0, oldShard.registrations());
        assertEquals(before.contacts().getFirst().uri(),
                fixture.table.of(renamed.id()).getFirst().icpContact().toString());
        fixture.journal.flush();
        assertEquals(1, fixture.store.load().size());
    }

    @Test
    void shouldUnregisterWhenNoPhoneComesUnderTheNewName() {
        phone.registered(fixture.desktop);
        rename();
        deliver();
        fixture.advance(60);

        FakeTransactions.Sent removal = fixture.atPbx();
        assertEquals(0, removal.request().expires().orElseThrow());
        removal.respond(200);
        assertEquals(0, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(0, fixture.shard.armedTimers());
    }

    @Test
    void shouldNotTakeAwayWhatTheNewShardRegisteredFirst() {
        phone.registered(fixture.desktop);
        fixture.directory.put(renamed);
        FakeServerTransaction early = renamedPhone().register();
        fixture.pbxAccepts(renamed, 3600);
        int sent = fixture.transactions.count();

        oldShard.onDeviceChanged(renamed.id());
        deliver();
        fixture.advance(100);

        assertEquals(200, early.response().status());
        assertEquals(sent, fixture.transactions.count(), "the old shard is silent");
        assertEquals(1, fixture.table.of(renamed.id()).size());
        assertTrue(fixture.table.deviceBehind(fixture.table.of(renamed.id()).getFirst().icpContact().user())
                .isPresent());
        assertEquals(1, fixture.gauge("sbc_upstream_registrations"));
        fixture.journal.flush();
        assertEquals(1, fixture.store.load().size());
    }

    @Test
    void shouldHandOverARegistrationThatIsStillOnItsWay() {
        FakeServerTransaction waiting = phone.register();
        FakeTransactions.Sent sent = fixture.atPbx();
        rename();
        assertEquals(403, waiting.response().status());
        assertEquals(List.of(), fixture.handedOver);

        fixture.grant(sent, 3600);
        deliver();

        assertEquals(200, renamedPhone().register().response().status());
        assertEquals(1, fixture.transactions.count());
        assertEquals(1, fixture.gauge("sbc_upstream_registrations"));
    }

    @Test
    void shouldEndSilentlyWhenWhatWasOnItsWayIsRefused() {
        phone.register();
        FakeTransactions.Sent sent = fixture.atPbx();
        rename();
        sent.respond(403);
        fixture.advance(60);

        assertEquals(List.of(), fixture.handedOver);
        assertEquals(1, fixture.transactions.count());
        assertEquals(0, fixture.shard.armedTimers());
    }
}
