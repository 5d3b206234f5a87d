package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 3xx from a PBX and from a phone (RFC 3261 §8.1.3.4, RFC 3665 §3.6, RFC 5359 §2.7). */
class RedirectionTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    private SipRequest aliceCalls() {
        alice.send(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()));
        alice.takeResponse(100);
        return pbx.takeRequest("INVITE");
    }

    private void redirect(SipRequest invite, String... contacts) {
        SipResponse.Builder redirect = pbx.respond(invite, 302, "r");
        List.of(contacts).forEach(contact -> redirect.add(HeaderName.CONTACT, contact));
        pbx.send(redirect.build());
        pbx.takeRequest("ACK");
    }

    @Test
    @DisplayName("RFC 3665 §3.6: a 302 of the PBX to itself is followed; the caller notices nothing")
    void shouldFollowARedirectionWithinThePbx() {
        SipRequest invite = aliceCalls();

        redirect(invite, "<sip:*21%23@10.0.0.10:5060>");

        SipRequest next = bench.pbx2.takeRequest("INVITE");
        assertEquals("sip:*21%23@pbx.example", next.requestUri());
        assertEquals(invite.callId(), next.callId());
        assertEquals(invite.cseq().number() + 1, next.cseq().number());
        assertTrue(alice.inbox.isEmpty());
        bench.pbx2.answer(next, 200, Sdp.pbxAnswer());
        bench.pbx2.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));
        assertEquals(1, bench.counters.value(CallCounter.REDIRECTED));
        alice.send(alice.request("BYE").build());
        bench.pbx2.answer(bench.pbx2.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3261 §8.1.3.4: several Contacts are tried by their q")
    void shouldTryContactsByTheirQ() {
        redirect(aliceCalls(), "<sip:low@pbx.example>;q=0.1", "<sip:high@pbx.example>;q=0.9");
        SipRequest high = pbx.takeRequest("INVITE");
        assertEquals("sip:high@pbx.example", high.requestUri());
        pbx.send(pbx.respond(high, 486, "h").build());
        pbx.takeRequest("ACK");
        SipRequest low = pbx.takeRequest("INVITE");
        assertEquals("sip:low@pbx.example", low.requestUri());

        pbx.send(pbx.respond(low, 404, "l").build());
        pbx.takeRequest("ACK");

        alice.takeResponse(486);
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3261 §8.1.3.4: a loop of redirections ends, as does a chain that is too long")
    void shouldRefuseLoopsAndLongChains() {
        redirect(aliceCalls(), "<sip:a@pbx.example>");
        redirect(pbx.takeRequest("INVITE"), "<sip:b@pbx.example>");
        redirect(pbx.takeRequest("INVITE"), "<sip:a@pbx.example>");
        assertEquals("<sip:a@set.example>", alice.takeResponse(302).header(HeaderName.CONTACT).orElseThrow());
        bench.assertNothingLeft();

        SipRequest next = aliceCalls();
        for (int i = 0; i < Redirections.MAXIMUM; i++) {
            redirect(next, "<sip:hop" + i + "@pbx.example>");
            next = pbx.takeRequest("INVITE");
        }
        redirect(next, "<sip:onemore@pbx.example>");
        alice.takeResponse(302);
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3261 §21.3: nothing is sent to an address that is not the PBX's; the caller may dial the user")
    void shouldNotFollowToAStranger() {
        redirect(aliceCalls(), "<sip:1009@203.0.113.66>");

        assertEquals("<sip:1009@set.example>", alice.takeResponse(302).header(HeaderName.CONTACT).orElseThrow());
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3261 §9: a caller that gives up ends the search")
    void shouldNotFollowAfterACancel() {
        SipRequest call = alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer());
        alice.send(call);
        alice.takeResponse(100);
        SipRequest invite = pbx.takeRequest("INVITE");
        alice.send(alice.cancel(call));
        alice.takeResponse(200);
        alice.takeResponse(487);

        redirect(invite, "<sip:a@pbx.example>");

        assertTrue(pbx.inbox.isEmpty());
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 5359 §2.7: a 302 of a phone reaches the PBX with its number in the PBX's domain")
    void shouldPassTheRedirectionOfAPhoneAsANumberOfThePbx() {
        pbx.send(pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example", "sip:1006@pbx.example",
                Sdp.pbxOffer()));
        pbx.takeResponse(100);

        bob.send(bob.respond(bob.takeRequest("INVITE"), 302, "b")
                .set(HeaderName.CONTACT, "<sip:*77%23@198.51.100.8:40002;transport=tls>").build());

        bob.takeRequest("ACK");
        SipResponse redirect = pbx.takeResponse(302);
        assertEquals("<sip:*77%23@pbx.example>", redirect.header(HeaderName.CONTACT).orElseThrow());
        bench.assertNothingLeft();
    }
}
