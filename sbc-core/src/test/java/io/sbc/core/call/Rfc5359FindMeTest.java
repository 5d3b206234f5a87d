package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 5359 §2.12 and RFC 3261 §13.2.2.4: our INVITE forks behind the PBX. */
class Rfc5359FindMeTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer pbx = bench.pbx;
    private final SipRequest call = alice.invite("sip:1006@set.example", "sip:alice@set.example",
            "sip:1006@set.example", Sdp.phoneOffer());
    private final SipRequest invite;

    Rfc5359FindMeTest() {
        alice.send(call);
        alice.takeResponse(100);
        invite = pbx.takeRequest("INVITE");
    }

    private void says(int status, String tag, String host) {
        SipResponse.Builder response = pbx.respond(invite, status, tag);
        pbx.send((host.isEmpty()
                ? response
                : response.body("application/sdp",
                        Sdp.pbxAnswer().replace("10.0.0.9", host).getBytes(StandardCharsets.UTF_8)))
                .build());
    }

    private String remoteIcp() {
        return bench.media.only().applied.getLast().streams().getFirst().icp().orElseThrow().remoteRtp().orElseThrow()
                .getHostString();
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("RFC 5359 §2.12: several 18x with their own tags, one 200; the caller sees one dialog, media the right one")
    void shouldFollowTheForkThatAnswers() {
        says(180, "desk", "");
        says(183, "mobile", "10.0.0.31");
        says(183, "voicemail", "10.0.0.32");
        assertEquals("10.0.0.32", remoteIcp(), "early media of the fork that spoke last");

        says(200, "mobile", "10.0.0.31");

        SipResponse first = alice.takeResponse(180);
        assertEquals(first.to().tag(), alice.takeResponse(183).to().tag());
        alice.takeResponse(183);
        SipResponse ok = alice.takeResponse(200);
        assertEquals(first.to().tag(), ok.to().tag());
        assertEquals("10.0.0.31", remoteIcp());
        assertEquals("mobile", pbx.takeRequest("ACK").to().tag().orElseThrow());
        alice.send(alice.ack(ok, ""));
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        SipRequest bye = pbx.takeRequest("BYE");
        assertEquals("mobile", bye.to().tag().orElseThrow());
        pbx.answer(bye, 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 5359 §2.12: a 200 without description confirms what its own fork said early")
    void shouldConfirmTheEarlyAnswerOfTheForkThatAnswers() {
        says(183, "mobile", "10.0.0.31");
        says(183, "voicemail", "10.0.0.32");
        alice.inbox.clear();

        says(200, "mobile", "");

        SipResponse ok = alice.takeResponse(200);
        assertTrue(body(ok).contains("RTP/SAVP"));
        assertEquals("10.0.0.31", remoteIcp());
    }

    @Test
    @DisplayName("RFC 3261 §13.2.2.4: a late second 200 is acknowledged and ended")
    void shouldEndALateSecondAnswer() {
        says(180, "desk", "");
        says(180, "mobile", "");
        says(200, "desk", "10.0.0.30");
        pbx.takeRequest("ACK");

        says(200, "mobile", "10.0.0.31");

        assertEquals("mobile", pbx.takeRequest("ACK").to().tag().orElseThrow());
        SipRequest bye = pbx.takeRequest("BYE");
        assertEquals("mobile", bye.to().tag().orElseThrow());
        assertEquals("10.0.0.30", remoteIcp());
        pbx.send(SipResponse.to(bye, 200).build());
        assertEquals(1, bench.counters.value(CallCounter.FORK_ENDED));
    }

    @Test
    @DisplayName("RFC 3261 §9, §13: a 200 of a second fork after CANCEL is ended too")
    void shouldEndEveryAnswerAfterACancel() {
        says(180, "desk", "");
        says(180, "mobile", "");
        alice.inbox.clear();
        alice.send(alice.cancel(call));
        alice.takeResponse(200);
        alice.takeResponse(487);
        pbx.takeRequest("CANCEL");

        says(200, "desk", "10.0.0.30");
        says(200, "mobile", "10.0.0.31");

        pbx.takeRequest("ACK");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        pbx.takeRequest("ACK");
        SipRequest second = pbx.takeRequest("BYE");
        assertEquals("mobile", second.to().tag().orElseThrow());
        pbx.send(SipResponse.to(second, 200).build());
        assertTrue(alice.inbox.isEmpty());
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3261 §12.1.2: more forks than we keep apart change nothing for the call")
    void shouldBearMoreForksThanItKeepsApart() {
        for (int i = 0; i < 40; i++) {
            says(183, "fork-" + i, "10.0.0." + (100 + i));
        }
        alice.inbox.clear();

        says(200, "fork-39", "10.0.0.139");

        assertEquals("10.0.0.139", remoteIcp());
        assertTrue(alice.takeResponse(200).has(HeaderName.CONTACT));
    }
}
