package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.Protection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our key nears its end (RFC 3711 §9.2, ADR 0170): another one by re-INVITE, paced, and never under the other party's offer. */
class RekeyTest {

    private static final Pattern INLINE = Pattern.compile("inline:(\\S+)");
    private static final String TAG_1 = "a=crypto:1";

    @RegisterExtension
    private final CallBench bench = new CallBench();

    private void keyRunsOut(Side side) {
        bench.shard.execute(() -> bench.media.only().listener.onKeyRunsOut(side));
        bench.settle();
    }

    private Protection send() {
        EndpointPlan set = bench.media.only().applied.getLast().streams().getFirst().set().orElseThrow();
        return set.send();
    }

    private static String key(SipMessage message) {
        Matcher key = INLINE.matcher(new String(message.body(), StandardCharsets.UTF_8));
        assertTrue(key.find());
        return key.group(1);
    }

    private static void confirm(ScriptedPeer peer, SipRequest reinvite) {
        peer.answer(reinvite, 200, Sdp.phoneAnswer().replace(TAG_1, "a=crypto:2"));
        peer.takeRequest("ACK");
    }

    @Test
    void shouldOfferAnotherKeyAndUseItOnceThePeerHasAnswered() {
        Conversation call = Conversation.aliceWithPbx(bench);
        Protection before = send();

        keyRunsOut(Side.SET);
        SipRequest reinvite = call.phone.takeRequest("INVITE");
        assertEquals(before, send(), "the old one until the answer");
        confirm(call.phone, reinvite);

        assertNotEquals(before, send());
        assertEquals(1, bench.counters.value(CallCounter.REKEYED));
        assertEquals(0, bench.counters.value(CallCounter.RENEGOTIATED), "the PBX has no part in it");
        call.endByPhone();
    }

    @Test
    void shouldOfferNothingTwiceWhileAnOfferIsOut() {
        Conversation call = Conversation.aliceWithPbx(bench);

        keyRunsOut(Side.SET);
        keyRunsOut(Side.SET);

        confirm(call.phone, call.phone.takeRequest("INVITE"));
        bench.pass(Duration.ofSeconds(6));
        assertTrue(call.phone.inbox.isEmpty());
        call.endByPhone();
    }

    @Test
    void shouldComeAgainAfterGlareWithAKeyOfItsOwn() {
        Conversation call = Conversation.aliceWithPbx(bench);
        keyRunsOut(Side.SET);
        SipRequest first = call.phone.takeRequest("INVITE");
        call.phone.send(call.phone.respond(first, 491, "x").build());
        call.phone.takeRequest("ACK");

        bench.pass(Duration.ofSeconds(5));

        SipRequest second = call.phone.takeRequest("INVITE");
        assertNotEquals(key(first), key(second), "a refused key is not offered again");
        confirm(call.phone, second);
        assertEquals(1, bench.counters.value(CallCounter.REKEYED));
        call.endByPhone();
    }

    @Test
    void shouldLeaveTheKeyBeforeInForceWhenThePeerRefuses() {
        Conversation call = Conversation.aliceWithPbx(bench);
        Protection before = send();
        keyRunsOut(Side.SET);
        SipRequest reinvite = call.phone.takeRequest("INVITE");
        call.phone.send(call.phone.respond(reinvite, 488, "x").build());
        call.phone.takeRequest("ACK");

        bench.pass(Duration.ofSeconds(60));

        assertTrue(call.phone.inbox.isEmpty(), "it is not asked again before the key has ended");
        assertEquals(before, send());
        keyRunsOut(Side.SET);
        confirm(call.phone, call.phone.takeRequest("INVITE"));
        call.endByPhone();
    }

    @Test
    void shouldNotRekeyMoreOftenThanEveryFiveSeconds() {
        Conversation call = Conversation.aliceWithPbx(bench);
        keyRunsOut(Side.SET);
        confirm(call.phone, call.phone.takeRequest("INVITE"));

        keyRunsOut(Side.SET);
        bench.pass(Duration.ofMillis(4_800));
        assertTrue(call.phone.inbox.isEmpty());

        bench.pass(Duration.ofMillis(400));
        confirm(call.phone, call.phone.takeRequest("INVITE"));
        assertEquals(2, bench.counters.value(CallCounter.REKEYED));
        call.endByPhone();
    }

    @Test
    void shouldWaitForAnOfferOfTheOtherParty() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.inviteAgain(Sdp.phoneHold()));
        call.phone.takeResponse(100);
        SipRequest hold = call.pbx.takeRequest("INVITE");

        keyRunsOut(Side.SET);
        assertTrue(call.phone.inbox.isEmpty());

        call.pbx.answer(hold, 200, Sdp.pbxAnswer().replace("a=sendrecv", "a=recvonly"));
        call.pbx.takeRequest("ACK");
        call.phone.send(call.phone.ack(call.phone.takeResponse(200), ""));
        bench.pass(Duration.ofSeconds(5));
        confirm(call.phone, call.phone.takeRequest("INVITE"));
        call.endByPhone();
    }
}
