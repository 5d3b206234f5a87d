package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5626 §4.3, RFC 3261 §16.7: all apps of a device ring at once. */
class Rfc5626ParallelRingingTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer pbx = bench.pbx;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer bob2 = bench.anotherApp(bench.directory.get(2), "bob2", "198.51.100.9", 40003);
    private SipRequest call = pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example",
            "sip:1006@pbx.example", Sdp.pbxOffer());
    private final SipRequest first;
    private final SipRequest second;

    Rfc5626ParallelRingingTest() {
        pbx.send(call);
        pbx.takeResponse(100);
        first = bob.takeRequest("INVITE");
        second = bob2.takeRequest("INVITE");
    }

    private static void confirmCancel(ScriptedPeer phone, SipRequest invite) {
        phone.send(SipResponse.to(phone.takeRequest("CANCEL"), 200).toTag("c").build());
        phone.send(phone.respond(invite, 487, phone.name + "-server-tag").build());
        phone.takeRequest("ACK");
    }

    @Test
    @DisplayName("RFC 5626 §4.3: both ring in dialogs of their own, the first 200 wins, the other stops without a missed call")
    void shouldRingAllAppsAndCancelThoseThatDidNotAnswer() {
        bob.answer(first, 180, "");
        pbx.takeResponse(180);
        bob2.answer(second, 180, "");
        pbx.takeResponse(180);

        bob2.answer(second, 200, Sdp.phoneAnswer());

        bob2.takeRequest("ACK");
        SipResponse ok = pbx.takeResponse(200);
        pbx.send(pbx.ack(ok, ""));
        SipRequest cancel = (SipRequest) bob.inbox.getFirst();
        assertEquals("SIP;cause=200;text=\"Call completed elsewhere\"", cancel.header(HeaderName.REASON).orElseThrow());
        confirmCancel(bob, first);
        assertNotEquals(first.callId(), second.callId());
        assertNotEquals(first.from().tag(), second.from().tag());
        assertEquals(2, bench.totals.dialogs(), "the leg that lost is gone");
        assertEquals(1, bench.counters.value(CallCounter.ELSEWHERE));
        pbx.send(pbx.request("BYE").build());
        pbx.takeResponse(200);
        bob2.answer(bob2.takeRequest("BYE"), 200, "");
        assertTrue(bob.inbox.isEmpty());
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3261 §9.1, §13.2.2.4: a second 200 that crosses its CANCEL is acknowledged and ended")
    void shouldEndTheSecondAppWhoseAnswerCrossedTheCancel() {
        bob.answer(first, 180, "");
        bob2.answer(second, 180, "");
        pbx.inbox.clear();
        bob.answer(first, 200, Sdp.phoneAnswer());
        bob.takeRequest("ACK");
        SipResponse ok = pbx.takeResponse(200);
        pbx.send(pbx.ack(ok, ""));

        bob2.answer(second, 200, Sdp.phoneAnswer());

        bob2.takeRequest("CANCEL");
        bob2.takeRequest("ACK");
        bob2.answer(bob2.takeRequest("BYE"), 200, "");
        assertTrue(pbx.inbox.isEmpty());
        bob.send(bob.request("BYE").build());
        bob.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3261 §9: the caller's CANCEL and its Reason reach every app")
    void shouldCancelAllAppsWithTheReasonOfTheCaller() {
        bob.answer(first, 180, "");
        bob2.answer(second, 180, "");
        pbx.inbox.clear();

        pbx.send(pbx.cancel(call).edit().set(HeaderName.REASON, "Q.850;cause=16;text=\"node-7.pbx.example\"").build());

        pbx.takeResponse(200);
        pbx.takeResponse(487);
        assertEquals("Q.850;cause=16", ((SipRequest) bob.inbox.getFirst()).header(HeaderName.REASON).orElseThrow());
        confirmCancel(bob, first);
        confirmCancel(bob2, second);
        bench.assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({"486,480,486", "480,486,486", "603,480,603", "480,404,404", "404,503,404", "302,486,302", "486,486,486",
        "488,415,415"})
    @DisplayName("RFC 3261 §16.7: when nobody answers, the best response counts")
    void shouldChooseTheBestOfTheRefusals(int one, int other, int told) {
        bob.send(bob.respond(first, one, "a").build());
        bob.takeRequest("ACK");
        if (one / 100 == 6) {
            bob2.send(bob2.respond(second, 180, "b").build());
            bob2.send(SipResponse.to(bob2.takeRequest("CANCEL"), 200).toTag("c").build());
            pbx.inbox.clear();
        }
        assertTrue(pbx.inbox.isEmpty(), "another phone may answer");
        bob2.send(bob2.respond(second, other, "b").build());
        bob2.takeRequest("ACK");

        pbx.takeResponse(told);
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 5626 §4.3: an app whose connection breaks does not end the call for the others")
    void shouldGoOnRingingWhenOneConnectionBreaks() {
        bench.close(bench.bobFlow);
        assertTrue(pbx.inbox.isEmpty());

        bob2.answer(second, 200, Sdp.phoneAnswer());

        bob2.takeRequest("ACK");
        pbx.send(pbx.ack(pbx.takeResponse(200), ""));
        bob2.send(bob2.request("BYE").build());
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 5359 §2.12: early media of one app, answer of the other: media follows the one that wins")
    void shouldLetMediaFollowTheAppThatAnswers() {
        bob.answer(first, 183, Sdp.phoneAnswer());
        pbx.takeResponse(183);
        bob2.answer(second, 200, Sdp.phoneAnswer().replace("198.51.100.7", "198.51.100.99"));

        pbx.send(pbx.ack(pbx.takeResponse(200), ""));

        assertEquals("198.51.100.7", remoteSet(0));
        assertEquals("198.51.100.99", remoteSet(1));
    }

    private String remoteSet(int plan) {
        return bench.media.only().applied.get(plan).streams().getFirst().set().orElseThrow().remoteRtp().orElseThrow()
                .getHostString();
    }

    @Test
    @DisplayName("two devices of a user (1006 and 1*006) that the PBX forks to are two calls")
    void shouldTakeTheSameCallForTwoDevicesAsTwoCalls() {
        bench.bindings.all.removeIf(binding -> binding.contact().uri().equals(bob2.contact));
        bench.directory.add(CallBench.device(3, "desk", "2006"));
        ScriptedPeer desk = bench.anotherApp(bench.directory.get(3), "desk", "198.51.100.20", 40020);

        pbx.send(call.edit().requestUri(CallBench.icpContact(bench.directory.get(3)))
                .set(HeaderName.VIA, "SIP/2.0/UDP pbx-1.invalid;rport;branch=z9hG4bK-other-fork").build());

        pbx.takeResponse(100);
        SipRequest ringing = desk.takeRequest("INVITE");
        desk.answer(ringing, 200, Sdp.phoneAnswer());
        desk.takeRequest("ACK");
        SipResponse ok = pbx.takeResponse(200);
        pbx.send(pbx.ack(ok, ""));

        assertEquals(2, bench.totals.calls());
        pbx.send(pbx.cancel(call));
        pbx.takeResponse(200);
        pbx.takeResponse(487);
        assertTrue(new String(ok.body(), StandardCharsets.UTF_8).contains("RTP/AVP"));
    }
}
