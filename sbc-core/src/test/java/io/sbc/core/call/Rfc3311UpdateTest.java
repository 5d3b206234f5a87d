package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 3311: UPDATE before the call is answered. (Confirmed dialogs: {@link RenegotiationTest}.) */
class Rfc3311UpdateTest {

    private static final HeaderName RSEQ = HeaderName.of("RSeq");

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer pbx = bench.pbx;
    private final SipRequest invite;

    Rfc3311UpdateTest() {
        alice.takesUpdate = true;
        pbx.takesUpdate = true;
        alice.send(ScriptedPeer.described(alice.invite("sip:1006@set.example", "sip:alice@set.example",
                "sip:1006@set.example", "").edit().set(HeaderName.SUPPORTED, "100rel"), Sdp.phoneOffer()).build());
        alice.takeResponse(100);
        invite = pbx.takeRequest("INVITE");
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String sdp) {
        return sdp.getBytes(StandardCharsets.UTF_8);
    }

    /** The first exchange, by 183 and PRACK. */
    private void agree() {
        pbx.send(pbx.respond(invite, 183, "t").set(HeaderName.REQUIRE, "100rel").set(RSEQ, 1)
                .body("application/sdp", bytes(Sdp.pbxAnswer())).build());
        SipResponse progress = alice.takeResponse(183);
        alice.join(progress);
        alice.send(alice.request("PRACK").set(HeaderName.of("RAck"),
                progress.header(RSEQ).orElseThrow() + " " + progress.cseq()).build());
        pbx.answer(pbx.takeRequest("PRACK"), 200, "");
        alice.takeResponse(200);
    }

    private void answerAndHangUp() {
        pbx.send(pbx.respond(invite, 200, "t").build());
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3311 §5.1: the caller changes early media")
    void shouldCarryAnEarlyUpdateOfTheCaller() {
        agree();

        alice.send(ScriptedPeer.described(alice.request("UPDATE"), Sdp.phoneHold()).build());

        SipRequest update = pbx.takeRequest("UPDATE");
        assertEquals("t", update.to().tag().orElseThrow());
        assertTrue(body(update).contains("a=sendonly"), body(update));
        assertTrue(update.has(HeaderName.CONTACT));
        pbx.answer(update, 200, Sdp.pbxAnswer().replace("a=sendrecv", "a=recvonly"));
        SipResponse ok = alice.takeResponse(200);
        assertTrue(body(ok).contains("RTP/SAVP") && body(ok).contains("a=recvonly"), body(ok));
        assertTrue(ok.has(HeaderName.CONTACT));
        answerAndHangUp();
        assertEquals("10.0.0.9", bench.media.only().applied.getLast().streams().getFirst().icp().orElseThrow()
                .remoteRtp().orElseThrow().getHostString());
    }

    @Test
    @DisplayName("RFC 3311 §5.1: the callee moves early media, from an announcement to the phone")
    void shouldCarryAnEarlyUpdateOfTheCallee() {
        agree();

        pbx.send(ScriptedPeer.described(pbx.request("UPDATE"), Sdp.pbxOffer().replace("10.0.0.9", "10.0.0.77"))
                .build());

        SipRequest update = alice.takeRequest("UPDATE");
        assertTrue(body(update).contains("RTP/SAVP"), body(update));
        alice.answer(update, 200, Sdp.phoneAnswer());
        assertTrue(body(pbx.takeResponse(200)).contains("RTP/AVP"));
        assertEquals("10.0.0.77", bench.media.only().applied.getLast().streams().getFirst().icp().orElseThrow()
                .remoteRtp().orElseThrow().getHostString());
        answerAndHangUp();
        assertEquals("10.0.0.77", bench.media.only().applied.getLast().streams().getFirst().icp().orElseThrow()
                .remoteRtp().orElseThrow().getHostString(), "the 200 confirms what was negotiated last");
    }

    @Test
    @DisplayName("RFC 3311 §5.2: 500 with Retry-After before the first offer is answered reliably")
    void shouldAnswer500BeforeTheFirstExchangeIsOver() {
        pbx.send(pbx.respond(invite, 183, "t").body("application/sdp", bytes(Sdp.pbxAnswer())).build());
        alice.join(alice.takeResponse(183));

        alice.send(ScriptedPeer.described(alice.request("UPDATE"), Sdp.phoneHold()).build());

        assertTrue(alice.takeResponse(500).has(HeaderName.RETRY_AFTER));
        assertTrue(pbx.inbox.isEmpty());
    }

    @Test
    @DisplayName("RFC 3311 §5.2: 491 while an UPDATE of the other side is out; both ways")
    void shouldAnswer491WhenUpdatesMeet() {
        agree();
        alice.send(ScriptedPeer.described(alice.request("UPDATE"), Sdp.phoneHold()).build());
        SipRequest update = pbx.takeRequest("UPDATE");

        pbx.send(ScriptedPeer.described(pbx.request("UPDATE"), Sdp.pbxHold()).build());

        pbx.takeResponse(491);
        pbx.send(pbx.respond(update, 491, "t").build());
        alice.takeResponse(491);
        answerAndHangUp();
    }

    @Test
    @DisplayName("RFC 3311 §5.1: an UPDATE without offer refreshes the target of an early dialog")
    void shouldAnswerAnEarlyUpdateWithoutOfferItself() {
        agree();

        pbx.send(pbx.request("UPDATE").set(HeaderName.CONTACT, "<sip:moved@10.0.0.9:5060>").build());

        pbx.takeResponse(200);
        assertTrue(alice.inbox.isEmpty());
        pbx.send(pbx.respond(invite, 200, "t").remove(HeaderName.CONTACT).build());
        assertEquals("sip:moved@10.0.0.9:5060", pbx.takeRequest("ACK").requestUri());
    }

    @Test
    @DisplayName("RFC 3311 §5.1 with forks: an UPDATE goes to the fork that agreed, not to the one that rang last")
    void shouldSendAnUpdateToTheForkThatAgreed() {
        agree();
        pbx.send(pbx.respond(invite, 180, "other").build());
        alice.takeResponse(180);

        alice.send(ScriptedPeer.described(alice.request("UPDATE"), Sdp.phoneHold()).build());

        SipRequest update = pbx.takeRequest("UPDATE");
        assertEquals("t", update.to().tag().orElseThrow());
        pbx.answer(update, 200, Sdp.pbxAnswer().replace("a=sendrecv", "a=recvonly"));
        assertTrue(body(alice.takeResponse(200)).contains("a=recvonly"));
    }

    @Test
    @DisplayName("RFC 3311: the 200 to the INVITE waits for the answer to an UPDATE that is out")
    void shouldHoldThe200WhileAnUpdateIsOut() {
        agree();
        alice.send(ScriptedPeer.described(alice.request("UPDATE"), Sdp.phoneHold()).build());
        SipRequest update = pbx.takeRequest("UPDATE");
        pbx.send(pbx.respond(invite, 200, "t").build());
        assertTrue(alice.inbox.isEmpty());

        pbx.answer(update, 200, Sdp.pbxAnswer().replace("a=sendrecv", "a=recvonly"));

        assertTrue(body(alice.takeResponse(200)).contains("a=recvonly"));
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));
    }

    @Test
    @DisplayName("INFO in an early dialog (RFC 6086 §4.1) reaches the fork that spoke last")
    void shouldCarryInfoInAnEarlyDialog() {
        agree();

        alice.send(alice.request("INFO").body("application/dtmf-relay", bytes("Signal=#\r\n")).build());

        SipRequest info = pbx.takeRequest("INFO");
        assertEquals("t", info.to().tag().orElseThrow());
        assertEquals("Signal=#\r\n", body(info));
        pbx.answer(info, 200, "");
        alice.takeResponse(200);
    }
}
