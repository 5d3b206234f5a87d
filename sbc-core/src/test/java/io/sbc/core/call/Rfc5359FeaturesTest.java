package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Service examples of RFC 5359 that live on what INVITE and REFER carry through us. */
class Rfc5359FeaturesTest {

    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    @Test
    @DisplayName("§2.10 3-way conference: the Contact of a focus says so on the other side too")
    void shouldCarryIsfocusOfBothSides() {
        Conversation call = Conversation.aliceWithPbx(bench);

        alice.send(alice.inviteAgain(Sdp.phoneRetrieve()).edit()
                .set(HeaderName.CONTACT, "<sip:conf@198.51.100.7:40001>;isfocus;+sip.instance=\"<urn:uuid:1>\"")
                .build());
        SipRequest reoffer = pbx.takeRequest("INVITE");
        assertEquals("<sip:token-1001@10.0.0.1:5080;transport=udp>;isfocus",
                reoffer.header(HeaderName.CONTACT).orElseThrow());
        pbx.send(pbx.respond(reoffer, 200, "").set(HeaderName.CONTACT, "<sip:mixer@10.0.0.9>;isfocus")
                .body("application/sdp", Sdp.pbxAnswer().getBytes(StandardCharsets.UTF_8)).build());
        pbx.takeRequest("ACK");
        alice.takeResponse(100);
        SipResponse ok = alice.takeResponse(200);
        NameAddr contact = ok.contacts().getFirst();
        alice.send(alice.ack(ok, ""));

        assertTrue(contact.parameters().has("isfocus"));
        assertTrue(contact.uri().contains("192.0.2.1"));
        call.endByPhone();
    }

    @Test
    @DisplayName("§2.11 3-way conference: a third party joins")
    void shouldLetAPhoneJoinACallOfAnother() {
        Conversation.aliceWithPbx(bench);
        Parked ofAlice = Parked.of(alice);

        bob.send(bob.invite("sip:1001@set.example", "sip:1*006@set.example", "sip:1001@set.example", Sdp.phoneOffer())
                .edit().set(HeaderName.of("Join"), ofAlice.replaces()).build());

        assertEquals(Parked.of(pbx).callId(), pbx.takeRequest("INVITE").header(HeaderName.of("Join")).orElseThrow()
                .split(";")[0]);
    }

    @Test
    @DisplayName("§2.16 Call pickup: Replaces with early-only of a dialog that rings at another phone")
    void shouldPickUpACallThatRings() {
        pbx.send(pbx.invite("sip:token-1006@10.0.0.1:5080;transport=udp", "sip:2000@pbx.example",
                "sip:1006@pbx.example", Sdp.pbxOffer()));
        SipRequest ringing = bob.takeRequest("INVITE");
        bob.answer(ringing, 180, "");
        pbx.takeResponse(100);
        pbx.join(pbx.takeResponse(180));
        Parked ofPbx = Parked.of(pbx);
        Parked ofBob = Parked.of(bob);

        alice.send(alice.invite("sip:2000@set.example", "sip:alice@set.example", "sip:2000@set.example",
                Sdp.phoneOffer()).edit().set(HeaderName.of("Replaces"), ofBob.replaces() + ";early-only").build());
        SipRequest pickup = pbx.takeRequest("INVITE");

        assertEquals(ofPbx.callId() + ";to-tag=" + ofPbx.localTag() + ";from-tag=" + ofPbx.remoteTag()
                + ";early-only", pickup.header(HeaderName.of("Replaces")).orElseThrow());
    }
}
