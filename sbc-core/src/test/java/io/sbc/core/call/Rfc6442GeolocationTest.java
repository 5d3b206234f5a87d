package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 6442 and RFC 5621: bodies of several parts go whole, with our description in the place of the peer's. */
class Rfc6442GeolocationTest {

    private static final HeaderName GEOLOCATION = HeaderName.of("Geolocation");
    private static final String TYPE = "multipart/mixed;boundary=\"b-1\"";
    private static final String LOCATION = "--b-1\r\nContent-Type: application/pidf+xml\r\n"
            + "Content-ID: <here@phone.invalid>\r\n\r\n<presence>Hauptstraße 1</presence>\r\n";

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    private static byte[] parts(String sdp) {
        String described = sdp.isEmpty()
                ? ""
                : "--b-1\r\nContent-Type: application/sdp\r\nContent-Disposition: session\r\n\r\n" + sdp + "\r\n";
        return (described + LOCATION + "--b-1--\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private SipRequest.Builder emergency() {
        return alice.invite("sip:112@set.example", "sip:alice@set.example", "sip:112@set.example", "").edit()
                .set(GEOLOCATION, "<cid:here@phone.invalid>").set(HeaderName.of("Geolocation-Routing"), "yes")
                .set(HeaderName.of("MIME-Version"), "1.0");
    }

    @Test
    @DisplayName("RFC 6442 §3.2: SDP is negotiated, the PIDF-LO and its cid reach the PBX as they are")
    void shouldCarryTheLocationOfAnEmergencyCall() {
        alice.send(emergency().body(TYPE, parts(Sdp.phoneOffer())).build());

        SipRequest invite = pbx.takeRequest("INVITE");

        assertEquals("<cid:here@phone.invalid>", invite.header(GEOLOCATION).orElseThrow());
        assertEquals("yes", invite.header(HeaderName.of("Geolocation-Routing")).orElseThrow());
        assertEquals(TYPE, invite.header(HeaderName.CONTENT_TYPE).orElseThrow());
        assertTrue(body(invite).contains(LOCATION), body(invite));
        assertTrue(body(invite).contains("m=audio 30002 RTP/AVP"), body(invite));
        assertFalse(body(invite).contains("198.51.100.7"), "nothing of the phone's own description");
        assertTrue(body(invite).contains("Content-Disposition: session"));
        pbx.answer(invite, 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        alice.takeResponse(100);
        SipResponse ok = alice.takeResponse(200);
        assertTrue(body(ok).contains("RTP/SAVP"));
        alice.send(alice.ack(ok, ""));
        alice.send(alice.request("BYE").build());
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 5621 §3: parts of an answer pass the other way, description negotiated")
    void shouldCarryThePartsOfAnAnswer() {
        pbx.send(pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example", "sip:1006@pbx.example", "").edit()
                .body(TYPE, parts(Sdp.pbxOffer())).build());
        pbx.takeResponse(100);
        SipRequest invite = bob.takeRequest("INVITE");
        assertTrue(body(invite).contains(LOCATION) && body(invite).contains("RTP/SAVP"), body(invite));

        bob.send(bob.respond(invite, 200, "b").body(TYPE, parts(Sdp.phoneAnswer())).build());

        SipResponse ok = pbx.takeResponse(200);
        assertTrue(body(ok).contains(LOCATION) && body(ok).contains("RTP/AVP"), body(ok));
        assertFalse(body(ok).contains("198.51.100.7"));
    }

    @Test
    @DisplayName("RFC 6442 §3.2: a late offer with a location in the INVITE")
    void shouldCarryPartsWithoutDescription() {
        alice.send(emergency().body(TYPE, parts("")).build());

        SipRequest invite = pbx.takeRequest("INVITE");

        assertEquals(new String(parts(""), StandardCharsets.UTF_8), body(invite));
        pbx.answer(invite, 200, Sdp.pbxOffer());
        alice.takeResponse(100);
        assertTrue(body(alice.takeResponse(200)).contains("RTP/SAVP"));
    }

    @Test
    @DisplayName("RFC 6442 §4.1: a location by reference names a host of its side and does not pass")
    void shouldNotPassALocationThatNamesAHost() {
        alice.send(emergency().set(GEOLOCATION, "<https://lis.phone.example/1>, <cid:here@phone.invalid>")
                .body(TYPE, parts(Sdp.phoneOffer())).build());

        assertEquals("<cid:here@phone.invalid>", pbx.takeRequest("INVITE").header(GEOLOCATION).orElseThrow());
    }

    @Test
    @DisplayName("RFC 3261 §8.2.3: a body that nobody needs to understand passes; one that is needed is 415")
    void shouldTakeAnotherBodyOnlyIfItIsOptional() {
        byte[] xml = "<x/>".getBytes(StandardCharsets.UTF_8);
        alice.send(emergency().body("application/pidf+xml", xml).build());
        alice.takeResponse(415);

        alice.send(emergency().body("application/pidf+xml", xml)
                .set(HeaderName.of("Content-Disposition"), "render; handling=optional").build());

        SipRequest invite = pbx.takeRequest("INVITE");
        assertEquals("<x/>", body(invite));
        assertEquals("application/pidf+xml", invite.header(HeaderName.CONTENT_TYPE).orElseThrow());
    }

    @Test
    @DisplayName("RFC 5621: INFO and MESSAGE with several parts go whole, both ways")
    void shouldCarryPartsInsideADialog() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.request("INFO").body(TYPE, parts("")).build());
        SipRequest info = call.pbx.takeRequest("INFO");
        assertEquals(TYPE, info.header(HeaderName.CONTENT_TYPE).orElseThrow());
        assertEquals(new String(parts(""), StandardCharsets.UTF_8), body(info));
        call.pbx.answer(info, 200, "");
        call.phone.takeResponse(200);

        call.pbx.send(call.pbx.request("MESSAGE").body(TYPE, parts("")).build());

        assertEquals(new String(parts(""), StandardCharsets.UTF_8), body(call.phone.takeRequest("MESSAGE")));
    }
}
