package io.sbc.core.sip.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3261 §12. */
class DialogTest {

    private static final HeaderName RECORD_ROUTE = HeaderName.RECORD_ROUTE;

    private static SipRequest.Builder request(String method, long cseq) {
        return SipRequest.builder(SipMethod.of(method), SipUri.parse("sip:callee@example.com").orElseThrow())
                .set(HeaderName.VIA, "SIP/2.0/UDP h.example;branch=z9hG4bK1")
                .set(HeaderName.FROM, "<sip:caller@example.com>;tag=caller-tag")
                .set(HeaderName.TO, "<sip:callee@example.com>").set(HeaderName.CALL_ID, "call-1")
                .set(HeaderName.CSEQ, cseq + " " + method).set(HeaderName.CONTACT, "<sip:caller@192.0.2.7:5066>");
    }

    private static SipRequest inDialog(String method, long cseq) {
        return request(method, cseq).set(HeaderName.TO, "<sip:callee@example.com>;tag=ours").build();
    }

    private static Dialog server() {
        return Dialog.ofServer(request("INVITE", 17).build(), "ours").orElseThrow();
    }

    private static SipResponse answer(SipRequest invite) {
        return SipResponse.to(invite, 200).toTag("theirs").set(HeaderName.CONTACT, "<sip:callee@198.51.100.1>")
                .add(RECORD_ROUTE, "<sip:p2.example;lr>").add(RECORD_ROUTE, "<sip:p1.example;lr>").build();
    }

    @Test
    void shouldTakeTheServersRouteSetInOrder() {
        Dialog dialog = Dialog.ofServer(request("INVITE", 17).add(RECORD_ROUTE, "<sip:p1.example;lr>")
                .add(RECORD_ROUTE, "<sip:p2.example;lr>").build(), "ours").orElseThrow();

        SipRequest bye = dialog.counted().request(SipMethod.BYE).build();

        assertEquals("sip:caller@192.0.2.7:5066", bye.requestUri());
        assertEquals(List.of("<sip:p1.example;lr>", "<sip:p2.example;lr>"), bye.headers(HeaderName.ROUTE));
        assertEquals("ours", bye.from().tag().orElseThrow());
        assertEquals("caller-tag", bye.to().tag().orElseThrow());
        assertEquals(1, bye.cseq().number());
        assertEquals("call-1", bye.callId());
        assertEquals("sip:p1.example;lr", dialog.nextHop().toString());
    }

    @Test
    void shouldTakeTheClientsRouteSetReversed() {
        SipRequest invite = request("INVITE", 5).build();

        Dialog dialog = Dialog.ofClient(invite, answer(invite));

        assertEquals(List.of("<sip:p1.example;lr>", "<sip:p2.example;lr>"),
                dialog.ack(5).build().headers(HeaderName.ROUTE));
        assertEquals(6, dialog.counted().request(SipMethod.BYE).build().cseq().number());
        assertEquals("sip:callee@198.51.100.1", dialog.remoteTarget().toString());
    }

    @Test
    void shouldPutTheTargetBehindAStrictRouter() {
        Dialog dialog = Dialog.ofServer(request("INVITE", 17).add(RECORD_ROUTE, "<sip:strict.example>")
                .add(RECORD_ROUTE, "<sip:p2.example;lr>").build(), "ours").orElseThrow();

        SipRequest bye = dialog.counted().request(SipMethod.BYE).build();

        assertEquals("sip:strict.example", bye.requestUri());
        assertEquals(List.of("<sip:p2.example;lr>", "<sip:caller@192.0.2.7:5066>"), bye.headers(HeaderName.ROUTE));
    }

    @Test
    void shouldMakeNoServerDialogWithoutContact() {
        assertTrue(Dialog.ofServer(request("INVITE", 1).remove(HeaderName.CONTACT).build(), "ours").isEmpty());
        assertTrue(
                Dialog.ofServer(request("INVITE", 1).set(HeaderName.CONTACT, "<tel:123>").build(), "ours").isEmpty());
    }

    @Test
    void shouldFallBackToTheRequestUriWhenAnAnswerHasNoContact() {
        SipRequest invite = request("INVITE", 5).build();
        SipResponse bare = SipResponse.to(invite, 200).toTag("theirs").build();

        assertEquals("sip:callee@example.com", Dialog.ofClient(invite, bare).remoteTarget().toString());
    }

    @Test
    void shouldTakeRequestsInOrderOnly() {
        Dialog dialog = server();

        assertTrue(dialog.inOrder(inDialog("INFO", 18)));
        assertTrue(dialog.inOrder(inDialog("INFO", 1000)), "gaps are no fault (§12.2.2)");
        assertFalse(dialog.inOrder(inDialog("INFO", 17)));
        assertFalse(dialog.inOrder(inDialog("INFO", 3)));
        assertFalse(dialog.received(inDialog("INFO", 20)).inOrder(inDialog("BYE", 19)));
    }

    @Test
    void shouldTakeTheFirstRequestOfACalleeWhateverItsNumber() {
        SipRequest invite = request("INVITE", 5).build();

        assertTrue(Dialog.ofClient(invite, answer(invite)).inOrder(inDialog("BYE", 0)));
    }

    @Test
    void shouldRefreshTheTargetByInviteAndUpdateOnly() {
        SipRequest moved = inDialog("INVITE", 18).edit().set(HeaderName.CONTACT, "<sip:caller@203.0.113.1>").build();

        assertEquals("sip:caller@203.0.113.1", server().received(moved).remoteTarget().toString());
        assertEquals("sip:caller@192.0.2.7:5066", server().received(
                inDialog("INFO", 18).edit().set(HeaderName.CONTACT, "<sip:x@203.0.113.1>").build()).remoteTarget()
                .toString());
        assertEquals("sip:caller@192.0.2.7:5066", server().received(
                inDialog("UPDATE", 18).edit().remove(HeaderName.CONTACT).build()).remoteTarget().toString());
    }

    @Test
    void shouldOwnRequestsWithBothTagsAndTheCallId() {
        Dialog dialog = server();

        assertTrue(dialog.owns(inDialog("BYE", 18)));
        assertFalse(dialog.owns(inDialog("BYE", 18).edit().set(HeaderName.CALL_ID, "call-2").build()));
        assertFalse(dialog.owns(inDialog("BYE", 18).edit().set(HeaderName.FROM, "<sip:c@x>;tag=other").build()));
        assertFalse(dialog.owns(inDialog("BYE", 18).edit().set(HeaderName.TO, "<sip:c@x>;tag=other").build()));
        assertFalse(dialog.owns(request("BYE", 18).build()));
    }

    @Test
    void shouldKnowADialogThatIsSecure() {
        SipRequest secure = request("INVITE", 1).requestUri(SipUri.parse("sips:callee@example.com").orElseThrow())
                .build();

        assertTrue(Dialog.ofServer(secure, "ours").orElseThrow().secure());
        assertFalse(server().secure());
    }

    @Test
    void shouldGiveTheAckTheNumberOfItsInvite() {
        Dialog dialog = server().counted().counted().counted();

        assertEquals("2 ACK", dialog.ack(2).build().cseq().toString());
    }
}
