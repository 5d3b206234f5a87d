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
import org.junit.jupiter.api.extension.RegisterExtension;

/** Service examples of RFC 5359 that live on what INVITE and REFER carry through us. */
class Rfc5359FeaturesTest {

    @RegisterExtension
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
        String seen = reoffer.header(HeaderName.CONTACT).orElseThrow();
        assertTrue(seen.matches("<sip:token-1001@10\\.0\\.0\\.1:5080;transport=udp;conference=[\\w-]+>;isfocus"), seen);
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

    /** Bob parks a call of the PBX: outside any dialog he asks the park server to replace his end of it. */
    @Test
    @DisplayName("§2.15 Call park: REFER outside a dialog with Replaces of the call that is parked")
    void shouldParkACall() {
        Conversation.pbxWithBob(bench);
        Parked ofBob = Parked.of(bob);
        Parked ofPbx = Parked.of(pbx);
        bob.send(Watching.outside(bob, "REFER", "sip:1*006@set.example", "sip:700@set.example")
                .set(HeaderName.of("Refer-To"), "<" + ofBob.target() + "?" + ofBob.escapedReplaces()
                        + "&Require=replaces>")
                .set(HeaderName.of("Referred-By"), "<sip:1*006@set.example>").build());

        SipRequest refer = pbx.takeRequest("REFER");
        assertEquals("sip:700@pbx.example", refer.requestUri());
        assertEquals("<sip:2000@pbx.example?Replaces=" + ofPbx.callId() + "%3Bto-tag%3D" + ofPbx.localTag()
                + "%3Bfrom-tag%3D" + ofPbx.remoteTag() + "&Require=replaces>",
                refer.header(HeaderName.of("Refer-To")).orElseThrow());
        assertEquals("<sip:1006@pbx.example>", refer.header(HeaderName.of("Referred-By")).orElseThrow());
        Watching.join(pbx, refer, "park");
        pbx.send(pbx.respond(refer, 202, "park").build());
        bob.join(bob.takeResponse(202));
        pbx.send(Rfc3515ReferTest.notice(pbx, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n"
                + "Call-ID: 99@10.0.0.9\r\n").set(HeaderName.of("Event"), "refer;id=" + refer.cseq().number())
                .build());
        SipRequest notify = bob.takeRequest("NOTIFY");
        assertEquals("SIP/2.0 200 OK\r\n", Watching.body(notify));
        assertEquals("refer;id=" + bob.cseq, notify.header(HeaderName.of("Event")).orElseThrow());
        bob.answer(notify, 200, "");
        pbx.takeResponse(200);
        assertEquals(0, bench.subscriptions.size());

        ofPbx.resume(pbx);
        ofBob.resume(bob);
        pbx.send(pbx.request("BYE").build());
        pbx.takeResponse(200);
        bob.answer(bob.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("§2.18 Click to dial: the PBX asks a phone to call")
    void shouldLetThePbxAskAPhoneToCall() {
        pbx.send(Watching.outside(pbx, "REFER", "sip:click@pbx.example", "sip:token-1006@10.0.0.1:5080")
                .set(HeaderName.of("Refer-To"), "<sip:2005@pbx.example>").build());
        SipRequest refer = bob.takeRequest("REFER");
        assertEquals("<sip:2005@set.example>", refer.header(HeaderName.of("Refer-To")).orElseThrow());
        Watching.join(bob, refer, "clicked");
        bob.send(bob.respond(refer, 202, "clicked").build());
        pbx.join(pbx.takeResponse(202));
        bob.send(Rfc3515ReferTest.notice(bob, "active;expires=60", "SIP/2.0 100 Trying\r\n").build());
        pbx.answer(pbx.takeRequest("NOTIFY"), 200, "");
        bob.takeResponse(200);
        bob.send(Rfc3515ReferTest.notice(bob, "terminated;reason=noresource", "SIP/2.0 603 Declined\r\n").build());
        SipRequest last = pbx.takeRequest("NOTIFY");
        pbx.answer(last, 200, "");
        bob.takeResponse(200);

        assertEquals("SIP/2.0 603 Declined\r\n", Watching.body(last));
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("§2.18 Click to dial without a subscription (RFC 4488)")
    void shouldForgetAReferThatIsNotToldOf() {
        alice.send(Watching.outside(alice, "REFER", "sip:alice@set.example", "sip:1006@set.example")
                .set(HeaderName.of("Refer-To"), "<sip:2005@set.example>").set(HeaderName.of("Refer-Sub"), "false")
                .build());
        SipRequest refer = pbx.takeRequest("REFER");
        pbx.send(pbx.respond(refer, 202, "x").set(HeaderName.of("Refer-Sub"), "false").build());

        assertEquals("false", alice.takeResponse(202).header(HeaderName.of("Refer-Sub")).orElseThrow());
        bench.assertNothingLeft();
    }
}
