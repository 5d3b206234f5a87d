package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.script.SipValue;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who calls, and what is told of it: RFC 3325, RFC 3323; and where from: RFC 6442. */
class IdentityFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    /** The URIs that are asserted. */
    private static List<String> asserted(SipText message) {
        return message.values("P-Asserted-Identity").stream().map(SipValue::uri).toList();
    }

    private static ScriptedCall answeredByPbx(Exchange calling, Incoming invite) {
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(stage.pbx(), Descriptions.phoneOffer()));
        return new ScriptedCall(calling.answered(), callee);
    }

    private static ScriptedCall answeredByPhone(Exchange calling, Incoming invite) {
        invite.respond(200, Descriptions.phoneAnswer(invite.request().body()));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();
        return new ScriptedCall(invite.dialog(), caller);
    }

    @Test
    @Flow(source = "rfc3325")
    @DisplayName("RFC 3325 P-Asserted-Identity of a phone is not believed")
    void identityOfPhoneIsNotBelieved() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.send(phone.newRequest("INVITE", "8001")
                .and("P-Asserted-Identity", "\"The Boss\" <sip:8888@script.local>")
                .and("P-Preferred-Identity", "<sip:8889@localhost>")
                .sdp(Descriptions.phoneOffer()));
        Incoming invite = stage.pbx().awaitInvite("8001");

        assertFalse(invite.request().toString().contains("8888@"), invite.request()::toString);
        assertFalse(invite.request().toString().contains("8889@"), invite.request()::toString);
        assertEquals(List.of(stage.pbx().aor(phone.user())), asserted(invite.request()));
        assertEquals(phone.user(), SipValue.user(invite.request().uriIn("From")));
        answeredByPbx(calling, invite).endByPhone();
    }

    @Test
    @Flow(source = "rfc3325")
    @DisplayName("RFC 3325 P-Asserted-Identity of the PBX is believed, and tells a phone nothing of the PBX")
    void identityOfPbxIsBelieved() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8002")
                        .and("P-Asserted-Identity", "\"Alice\" <" + stage.pbx().aor("8002") + ">")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming invite = phone.awaitRequest("INVITE");

        assertEquals("sip:8002@localhost", invite.request().uriIn("From"));
        assertEquals(List.of("sip:8002@localhost"), asserted(invite.request()));
        assertTrue(invite.request().header("P-Asserted-Identity").startsWith("\"Alice\""), invite.request()::toString);
        assertFalse(invite.request().toString().contains(stage.pbx().domain()), invite.request()::toString);
        answeredByPhone(calling, invite).endByPbx();
    }

    @Test
    @Flow(source = "rfc3325")
    @DisplayName("RFC 3325 P-Asserted-Identity of who answers: the PBX's reaches the phone, a phone's not the PBX")
    void identityOfWhoAnswers() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange byPhone = phone.invite("8006", Descriptions.phoneOffer());
        Incoming atPbx = stage.pbx().awaitInvite("8006");
        atPbx.respond(atPbx.response(200)
                .and("P-Asserted-Identity", "\"Bob\" <" + stage.pbx().aor("8106") + ">")
                .sdp(Descriptions.pbxAnswer(stage.pbx(), Descriptions.phoneOffer())));
        SipText answeredByPbx = byPhone.await(200);
        assertEquals(List.of("sip:8106@localhost"), asserted(answeredByPbx));
        ScriptedDialog caller = byPhone.dialog(answeredByPbx);
        caller.ack(byPhone);
        atPbx.awaitAck();
        new ScriptedCall(caller, atPbx.dialog()).endByPhone();

        Exchange byPbx = stage.pbx().invite(phone.user(), "8006", Descriptions.pbxOffer(stage.pbx()));
        Incoming atPhone = phone.awaitRequest("INVITE");
        atPhone.respond(atPhone.response(200)
                .and("P-Asserted-Identity", "\"The Boss\" <" + stage.pbx().aor("8888") + ">")
                .sdp(Descriptions.phoneAnswer(atPhone.request().body())));
        SipText answeredByPhone = byPbx.await(200);
        assertFalse(answeredByPhone.toString().contains("8888@"), answeredByPhone::toString);
        ScriptedDialog pbx = byPbx.dialog(answeredByPhone);
        pbx.ack(byPbx);
        atPhone.awaitAck();
        new ScriptedCall(atPhone.dialog(), pbx).endByPbx();
    }

    @Test
    @Flow(source = "rfc3325")
    @Flow(source = "rfc3323")
    @DisplayName("RFC 3323 §4.2, RFC 3325 §7 Privacy: id of the PBX: no identity reaches the phone")
    void privacyOfPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8003")
                        .with("From", "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=" + stage.pbx().token())
                        .and("P-Asserted-Identity", "\"Alice\" <" + stage.pbx().aor("8003") + ">")
                        .and("Privacy", "id")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming invite = phone.awaitRequest("INVITE");

        assertFalse(invite.request().toString().contains("8003@"), invite.request()::toString);
        assertFalse(invite.request().toString().contains("Alice"), invite.request()::toString);
        assertTrue(invite.request().header("From").contains("anonymous.invalid"), invite.request()::toString);
        answeredByPhone(calling, invite).endByPbx();
    }

    @Test
    @Flow(source = "rfc3323")
    @DisplayName("RFC 3323 §4.2 Privacy: id of a phone reaches the PBX, which knows who it is")
    void privacyIdOfPhone() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.send(phone.newRequest("INVITE", "8004").and("Privacy", "id")
                .sdp(Descriptions.phoneOffer()));
        Incoming invite = stage.pbx().awaitInvite("8004");

        assertEquals("id", invite.request().header("Privacy"));
        assertEquals(List.of(stage.pbx().aor(phone.user())), asserted(invite.request()));
        answeredByPbx(calling, invite).endByPhone();
    }

    @Test
    @Flow(source = "rfc3323")
    @DisplayName("RFC 3323 §4.2 Privacy: header, both ways")
    void privacyHeader() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange byPhone = phone.send(phone.newRequest("INVITE", "8005").and("Privacy", "header;critical")
                .sdp(Descriptions.phoneOffer()));
        Incoming atPbx = stage.pbx().awaitInvite("8005");
        assertTrue(atPbx.request().header("Privacy").contains("header"), atPbx.request()::toString);
        // RFC 3323 §5.1: what shows the phone's host is gone, with privacy or without.
        assertFalse(atPbx.request().toString().contains(SipValue.hostPort(phone.contactUri())));
        answeredByPbx(byPhone, atPbx).endByPhone();

        Exchange byPbx = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8005")
                        .and("P-Asserted-Identity", "\"Alice\" <" + stage.pbx().aor("8005") + ">")
                        .and("Privacy", "header")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming atPhone = phone.awaitRequest("INVITE");
        assertEquals("header", atPhone.request().header("Privacy"));
        assertFalse(atPhone.request().toString().contains("8005@"), atPhone.request()::toString);
        assertFalse(atPhone.request().toString().contains("Alice"), atPhone.request()::toString);
        answeredByPhone(byPbx, atPhone).endByPbx();
    }

    @Test
    @Flow(source = "rfc6442")
    @DisplayName("RFC 6442 Geolocation body through the B2BUA: multipart whole, cid: matches")
    void geolocationOfEmergencyCall() throws IOException {
        ScriptedPhone phone = stage.phone();
        String location = """
                <?xml version="1.0" encoding="UTF-8"?>\r
                <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"\r
                 xmlns:gml="http://www.opengis.net/gml" entity="pres:%s@localhost">\r
                <tuple id="t1"><status><gp:geopriv><gp:location-info><gml:Point srsName="urn:ogc:def:crs:EPSG::4326">\r
                <gml:pos>48.1371 11.5754</gml:pos></gml:Point></gp:location-info><gp:usage-rules/></gp:geopriv>\r
                </status></tuple></presence>\r
                """.formatted(phone.user());
        String cid = "location-" + phone.token() + "@localhost";
        String multipart = "--edge\r\nContent-Type: application/sdp\r\n\r\n" + Descriptions.phoneOffer()
                + "\r\n--edge\r\nContent-Type: application/pidf+xml\r\nContent-ID: <" + cid + ">\r\n\r\n" + location
                + "\r\n--edge--\r\n";

        Exchange calling = phone.send(phone.newRequest("INVITE", "112")
                .and("Geolocation", "<cid:" + cid + ">")
                .and("Geolocation-Routing", "yes")
                .body("multipart/mixed;boundary=edge", multipart));
        Incoming invite = stage.pbx().awaitInvite("112");

        SipText arrived = invite.request();
        assertTrue(arrived.header("Content-Type").startsWith("multipart/mixed"), arrived::toString);
        assertEquals("<cid:" + cid + ">", arrived.header("Geolocation"));
        assertEquals("yes", arrived.header("Geolocation-Routing"));
        assertTrue(arrived.body().contains("Content-ID: <" + cid + ">"), arrived::toString);
        assertTrue(arrived.body().contains(location),
                () -> "the location as it was sent, to the last octet:\n" + arrived);
        assertTrue(arrived.body().contains("m=audio"), arrived::toString);
        assertFalse(arrived.body().contains("RTP/SAVP "), "the description in it is the SBC's own");
        answeredByPbx(calling, invite).endByPhone();
    }

    @Test
    @Flow(source = "rfc6442")
    @DisplayName("RFC 6442 Geolocation body through the B2BUA: a PBX tells a phone where the caller is")
    void geolocationOfCallToPhone() throws IOException {
        ScriptedPhone phone = stage.phone();
        String location = "<?xml version=\"1.0\"?>\r\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"pres:a@b.invalid\">"
                + "<tuple id=\"t1\"><status><pos>48.1371 11.5754</pos></status></tuple></presence>\r\n";
        String multipart = "--edge\r\nContent-Type: application/pidf+xml\r\nContent-ID: <where-8113@b.invalid>\r\n\r\n"
                + location + "\r\n--edge\r\nContent-Type: application/sdp\r\n\r\n" + Descriptions.pbxOffer(stage.pbx())
                + "\r\n--edge--\r\n";

        Exchange calling = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8113")
                        .and("Geolocation", "<cid:where-8113@b.invalid>")
                        .body("multipart/mixed;boundary=edge", multipart));
        Incoming invite = phone.awaitRequest("INVITE");

        SipText arrived = invite.request();
        assertTrue(arrived.header("Content-Type").startsWith("multipart/mixed"), arrived::toString);
        assertEquals("<cid:where-8113@b.invalid>", arrived.header("Geolocation"));
        assertTrue(arrived.body().contains("Content-ID: <where-8113@b.invalid>"), arrived::toString);
        assertTrue(arrived.body().contains(location), arrived::toString);
        String sdp = arrived.body().substring(arrived.body().indexOf("v=0\r\n")).replaceAll("(?s)\r\n--.*", "\r\n");
        invite.respond(200, Descriptions.phoneAnswer(sdp));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();
        new ScriptedCall(invite.dialog(), caller).endByPbx();
    }
}
