package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.Hold;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 5359 §2.1 to §2.3: holding, with audio that is compared to the sample, and as messages. */
class Rfc5359HoldFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan.standIn("b2b", pbx -> pbx));

    /** Short before the sequence number wraps: the rollover counter is 1 before the call is held. */
    private static final int NEAR_WRAP = 65_526;

    @ParameterizedTest
    @EnumSource
    @Flow(source = "rfc5359", section = "2.1")
    @DisplayName("RFC 5359 §2.1 Call Hold, with the rollover counter above 0")
    void section2_1_callHold(Hold way) throws IOException {
        SoftPhone bob = stage.softPhone("1002");
        SoftPhone alice = stage.softPhone("1001");
        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();
        // Who hears nothing before the wrap cannot know of it (RFC 3711 §3.3.1): both speak when both can hear.
        for (Call call : List.of(outgoing, incoming)) {
            call.media().setNextSequence(NEAR_WRAP);
            call.media().holdBack(true);
        }
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
        outgoing.media().holdBack(false);
        incoming.media().holdBack(false);
        hearBoth(outgoing, incoming, 25);

        hold(outgoing, way);
        assertHeld(way, incoming);
        retrieve(outgoing);
        assertFalse(incoming.await(CallEvent.Changed.class).isHold());
        hearBoth(outgoing, incoming, 15);
        hold(incoming, way);
        assertHeld(way, outgoing);
        retrieve(incoming);
        hearBoth(outgoing, incoming, 15);

        assertEquals(200, outgoing.hangUp().await());
        incoming.awaitEnded();
        // To no address at all nothing can be sent, and who listens on is sent what it does not play: a frame or two each time.
        int lost = way == Hold.SENDONLY || way == Hold.INACTIVE ? 0 : 8;
        for (AudioCheck.Report report : List.of(outgoing.media().check(incoming.media()),
                incoming.media().check(outgoing.media()))) {
            assertTrue(report.isExact() && report.missing() <= lost, report::toString);
        }
        assertEquals(0, outgoing.media().stats().authFailures() + incoming.media().stats().authFailures());
    }

    /** Who holds is silent from the key on; the kit's phone is so from the answer on, and what it says until then may be late. */
    private static void hold(Call holder, Hold way) {
        holder.media().holdBack(true);
        assertEquals(200, holder.hold(way).await());
    }

    private static void retrieve(Call holder) {
        assertEquals(200, holder.retrieve().await());
        holder.media().holdBack(false);
    }

    /** Who listens on ({@code recvonly}) says nothing all the same. */
    private static void assertHeld(Hold way, Call other) {
        Direction theirs = other.await(CallEvent.Changed.class).theirs();
        assertEquals(way == Hold.RECVONLY, theirs.receives(), theirs::toString);
        assertTrue(way != Hold.RECVONLY || !theirs.sends(), theirs::toString);
    }

    private static void hearBoth(Call one, Call other, int frames) {
        one.media().awaitMore(frames);
        other.media().awaitMore(frames);
    }

    private static void assertExact(AudioCheck.Report report) {
        assertTrue(report.isExact(), report::toString);
        assertEquals(0, report.missing(), report::toString);
    }

    @ParameterizedTest
    @EnumSource
    @Flow(source = "rfc5359", section = "2.1")
    @DisplayName("RFC 5359 §2.1 Call Hold, as the PBX sees it and as it says it")
    void section2_1_callHoldAsMessages(Hold way) throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8001");

        byte[] key = Descriptions.freshKey();
        Exchange byPhone = call.phone()
                .reinvite(held(way, Descriptions.phoneOffer(direction(way), 2, key)));
        Incoming atPbx = call.pbx().await("INVITE");
        assertTrue(isHold(way, atPbx.request().body()), atPbx.request()::toString);
        atPbx.respond(200, Descriptions.pbx(stage.pbx(), 41_000, direction(way).answer(), 2));
        byPhone.await(200);
        call.phone().ack(byPhone);
        atPbx.awaitAck();

        Exchange byPbx = call.pbx().reinvite(held(way, Descriptions.pbxOffer(stage.pbx(), direction(way), 3)));
        Incoming atPhone = call.phone().await("INVITE");
        assertTrue(isHold(way, atPhone.request().body()), atPhone.request()::toString);
        atPhone.respond(200, Descriptions.phoneAnswer(atPhone.request().body()));
        byPbx.await(200);
        call.pbx().ack(byPbx);
        atPhone.awaitAck();

        call.endByPbx();
    }

    private static Direction direction(Hold way) {
        return switch (way) {
            case SENDONLY -> Direction.SENDONLY;
            case RECVONLY -> Direction.RECVONLY;
            case INACTIVE -> Direction.INACTIVE;
            case ZERO_ADDRESS -> Direction.SENDRECV;
        };
    }

    private static String held(Hold way, String sdp) {
        return way == Hold.ZERO_ADDRESS ? sdp.replaceAll("c=IN IP4 \\S+", "c=IN IP4 0.0.0.0") : sdp;
    }

    private static boolean isHold(Hold way, String body) {
        Sdp sdp = Sdp.parse(body);
        if (way == Hold.RECVONLY) {
            return sdp.direction() == Direction.RECVONLY;
        }
        return !sdp.direction().receives() || sdp.connection().getAddress().isAnyLocalAddress();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.2")
    @DisplayName("RFC 5359 §2.2 Consultation Hold")
    void section2_2_consultationHold() throws IOException {
        SoftPhone alice = stage.softPhone("1001");
        SoftPhone bob = stage.softPhone("1002");
        SoftPhone carol = stage.softPhone("1003");
        Call first = connect(alice, bob);
        Call atBob = bob.calls().getLast();
        assertEquals(200, first.hold().await());
        atBob.await(CallEvent.Changed.class);

        Call second = connect(alice, carol);
        Call atCarol = carol.calls().getLast();
        hearBoth(second, atCarol, 15);
        assertEquals(200, second.hangUp().await());
        atCarol.awaitEnded();
        assertEquals(200, first.retrieve().await());
        hearBoth(first, atBob, 15);

        assertEquals(200, atBob.hangUp().await());
        first.awaitEnded();
        assertTrue(first.media().check(atBob.media()).isExact());
        assertTrue(atBob.media().check(first.media()).isExact());
        assertExact(second.media().check(atCarol.media()));
        assertExact(atCarol.media().check(second.media()));
    }

    private static Call connect(SoftPhone caller, SoftPhone callee) {
        Call outgoing = caller.call(callee.user());
        Call incoming = callee.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
        return outgoing;
    }

    @Test
    @Flow(source = "rfc5359", section = "2.3")
    @DisplayName("RFC 5359 §2.3 Music on Hold, from a third address and back")
    void section2_3_musicOnHold() throws IOException {
        SoftPhone alice = stage.softPhone(stage.stage().freshNumber(FlowStage.SCRIPT));
        InetAddress address = stage.pbx().address().getAddress();
        try (Voice bob = Voice.at(address, "bob"); Voice music = Voice.at(address, "music")) {
            Call call = alice.call("8003");
            Incoming invite = stage.pbx().awaitInvite("8003");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            call.awaitAnswered();
            call.media().awaitMore(20);
            bob.endpoint().awaitMore(20);

            bob.pause();
            Exchange holding = callee.reinvite(music.describe(Direction.SENDONLY));
            SipText held = holding.await(200);
            callee.ack(holding);
            assertTrue(call.await(CallEvent.Changed.class).isHold());
            final int beforeMusic = call.media().heard().size();
            music.speakTo(held.body());
            call.media().awaitMore(25);
            music.pause();
            assertTrue(call.media().check(music.endpoint(), beforeMusic).isExact(), "the music is heard");

            Exchange retrieving = callee.reinvite(bob.describe(Direction.SENDRECV));
            SipText retrieved = retrieving.await(200);
            callee.ack(retrieving);
            call.await(CallEvent.Changed.class);
            final int beforeBob = call.media().heard().size();
            bob.speakTo(retrieved.body());
            call.media().awaitMore(25);
            bob.endpoint().awaitMore(25);

            callee.hangUp();
            call.awaitEnded();
            assertExact(call.media().check(bob.endpoint(), beforeBob));
            assertTrue(bob.endpoint().check(call.media()).isExact());
            assertEquals(0, call.media().stats().authFailures());
        }
    }
}
