package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.registrar.RegistrationBoard.State;
import io.sbc.core.registrar.RegistrationBoard.Trouble;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegistrationBoardTest {

    @RegisterExtension
    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);
    private final Registrations registrations = new Registrations(fixture.table, fixture.board,
            fixture.shard.clock());

    private Registrations.View view() {
        return registrations.of(fixture.directory.byId(fixture.desktop.id()).orElse(fixture.desktop));
    }

    @Test
    void shouldShowBothSidesOfARegistration() {
        phone.register(builder -> builder.set(HeaderName.USER_AGENT, "Zoom 6.1"));
        assertEquals(State.REGISTERING, view().icp().orElseThrow().state());
        fixture.pbxAccepts(fixture.desktop, 3600);

        Registrations.View now = view();
        long nowMillis = fixture.shard.clock().epochMillis();

        assertTrue(now.isRegistered());
        assertEquals("Zoom 6.1", now.contacts().getFirst().agent());
        assertEquals(phone.flow.remote(), now.contacts().getFirst().source());
        assertEquals(300_000.0, (double) (now.contacts().getFirst().expiresMillis() - nowMillis), 1);
        assertEquals(State.REGISTERED, now.icp().orElseThrow().state());
        assertEquals(3_600_000.0, (double) (now.icp().orElseThrow().untilMillis() - nowMillis), 1);
        assertEquals("192.0.2.50:5070", now.icp().orElseThrow().node());
        assertTrue(now.trouble().isEmpty());
    }

    @Test
    void shouldForgetWhoWasThereWithTheFlow() {
        phone.registered(fixture.desktop);
        long flow = phone.flow.id();
        assertTrue(fixture.board.phone(flow).isPresent());

        phone.loseFlow();

        assertTrue(fixture.board.phone(flow).isEmpty());
        assertFalse(view().isRegistered());
        assertEquals(State.REGISTERED, view().icp().orElseThrow().state(), "the PBX holds it until the grace is over");
    }

    @Test
    void shouldRememberARefusalOfThePbxUntilItGoesWell() {
        phone.register();
        fixture.atPbx().respond(403, _ -> {});
        fixture.shard.run();

        assertEquals(State.REFUSED, view().icp().orElseThrow().state());
        assertEquals(new Trouble(Side.ICP, 403, "refused", fixture.shard.clock().epochMillis()),
                view().trouble().orElseThrow());

        fixture.advance(3600);
        assertTrue(view().icp().isEmpty());
        assertEquals(403, view().trouble().orElseThrow().status(), "nothing has gone well since");

        phone.registered(fixture.desktop);
        assertTrue(view().trouble().isEmpty());
    }

    @Test
    void shouldRememberAWrongPasswordOfAPhoneThatIsNotRegistered() {
        RegistrarFixture.Phone wrong = fixture.new Phone("1006", "guessed", phone.flow);

        wrong.register();

        assertEquals("credentials", view().trouble().orElseThrow().why());
        assertEquals(Side.SET, view().trouble().orElseThrow().side());
    }

    @Test
    void shouldNotLetStrangersTouchWhoIsRegistered() {
        phone.registered(fixture.desktop);

        fixture.new Phone("1006", "guessed", phone.flow).register();

        assertTrue(view().trouble().isEmpty());
    }

    @Test
    void shouldForgetWhatWentWrongWhenTheDeviceChanges() {
        fixture.new Phone("1006", "guessed", phone.flow).register();

        fixture.directory.put(FakeDirectory.withHa1(fixture.desktop, FakeDirectory.ha1("1006", "guessed")));
        fixture.registrar.onDeviceChanged(fixture.desktop.id());

        assertTrue(view().trouble().isEmpty());
    }

    @Test
    void shouldTryAChangedAuthorizationCodeAtThePbxAtOnce() {
        phone.registered(fixture.desktop);
        fixture.directory.put(FakeDirectory.withIcp(fixture.desktop, "1006", "1006", "new-code", "pbx"));

        fixture.registrar.onDeviceChanged(fixture.desktop.id());

        FakeTransactions.Sent first = fixture.atPbx();
        assertFalse(first.request().has(HeaderName.AUTHORIZATION), "the new code is for a new challenge");
        SipRequest signed = fixture.challenge(first).request();
        fixture.assertAuthorized(fixture.directory.byId(fixture.desktop.id()).orElseThrow(), signed);
    }

    @Test
    void shouldLetAnEarlierRegistrationOfADeviceNotHideTheNext() {
        RegistrationBoard board = new RegistrationBoard(10);
        DeviceId device = new DeviceId(7);
        long earlier = board.newOwner();
        long later = board.newOwner();
        board.stand(device, later, new RegistrationBoard.Standing(State.REGISTERED, 1, "a"));

        board.stand(device, earlier, new RegistrationBoard.Standing(State.IDLE, 0, ""));

        assertEquals(State.REGISTERED, board.standing(device).orElseThrow().state());
        board.stand(device, later, new RegistrationBoard.Standing(State.IDLE, 0, ""));
        assertTrue(board.standing().isEmpty());
    }

    @Test
    void shouldKeepNoMoreTroublesThanItMay() {
        RegistrationBoard board = new RegistrationBoard(3);

        for (int i = 0; i < 10; i++) {
            board.failed(new DeviceId(i), new Trouble(Side.SET, 401, "credentials", i));
        }

        long kept = IntStream.range(0, 10).filter(i -> board.trouble(new DeviceId(i)).isPresent())
                .count();
        assertEquals(3, kept);
        assertTrue(board.trouble(new DeviceId(9)).isPresent());
    }
}
