package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SIP-10: nothing of one side shows on the other, in any header or description of a whole call. */
class TopologyHidingTest {

    /** What a side is recognised by: hosts, domains, tags, Call-IDs, and a marker in every header that peers write. */
    private static final List<String> OF_ICP = List.of("10.0.0.", "pbx.example", "pbx-1", "node1", "token-", "icpmark");
    private static final List<String> OF_SET = List.of("198.51.100.", "192.0.2.1", "set.example", "alice-", "bob-",
            "setmark", "phonekey");

    private static final List<String> HEADERS = List.of("User-Agent", "Server", "Organization", "P-Asserted-Identity",
            "P-Preferred-Identity", "P-Charging-Vector", "P-Access-Network-Info", "Remote-Party-ID", "History-Info",
            "Diversion", "Call-Info", "Error-Info", "Reply-To", "Path", "Service-Route", "Referred-By", "Target-Dialog",
            "In-Reply-To", "Session-ID", "Geolocation", "Identity", "Authentication-Info", "Supported",
            "Allow-Events", "X-Node", "Timestamp", "Warning", "Retry-After", "Alert-Info", "Reason",
            "User-to-User",
            "Record-Route");

    @RegisterExtension
    private final CallBench bench = new CallBench();

    /** Every header with the marker in each place where a value may have it. */
    private static <B extends MessageBuilder<B>> B marked(B message, String mark) {
        for (String header : HEADERS) {
            message.add(HeaderName.of(header), switch (header) {
                case "Warning" -> "399 " + mark + ".host \"from " + mark + "\"";
                case "Retry-After" -> "7 (" + mark + ");duration=9";
                case "Record-Route" -> "<sip:" + mark + ".host;lr>";
                case "Reason" -> "SIP;cause=486;text=\"" + mark + ".host is busy\"";
                case "Timestamp" -> "54.2";
                // Whom the PBX names is told, at our domain; where it is, is not.
                case "P-Asserted-Identity" -> "<sip:2000@" + mark + ".host>;x=" + mark;
                default -> "<sip:" + mark + "@" + mark + ".host>;x=" + mark;
            });
        }
        return message;
    }

    private static void assertNone(List<SipMessage> heard, List<String> markers) {
        assertFalse(heard.isEmpty());
        for (SipMessage message : heard) {
            String text = new String(message.toBytes(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            for (String marker : markers) {
                assertFalse(text.contains(marker), () -> "\"" + marker + "\" shows in\n" + message);
            }
        }
    }

    private static List<String> kinds(List<SipMessage> heard) {
        return heard.stream().map(message -> message instanceof SipRequest request
                ? request.method().name()
                : String.valueOf(((SipResponse) message).status())).filter(kind -> !kind.equals("100")).toList();
    }

    private static byte[] sdp(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldHideEachSideFromTheOtherInAWholeCall() {
        ScriptedPeer alice = bench.alice;
        ScriptedPeer pbx = bench.pbx;
        alice.send(marked(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()).edit(), "setmark").build());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(marked(pbx.respond(invite, 183, "pbx-1-t").body("application/sdp", sdp(Sdp.pbxAnswer())), "icpmark")
                .build());
        pbx.send(marked(pbx.respond(invite, 200, "pbx-1-t").body("application/sdp", sdp(Sdp.pbxAnswer())), "icpmark")
                .build());
        alice.takeResponse(100);
        alice.takeResponse(183);
        alice.send(alice.ack(alice.takeResponse(200), ""));
        alice.send(marked(alice.inviteAgain(Sdp.phoneHold()).edit(), "setmark").build());
        pbx.takeRequest("ACK");
        pbx.send(marked(pbx.respond(pbx.takeRequest("INVITE"), 488, "pbx-1-t"), "icpmark").build());
        pbx.send(marked(pbx.request("INFO"), "icpmark").build());
        pbx.send(marked(pbx.request("BYE"), "icpmark").build());

        assertEquals(List.of("183", "200", "488", "INFO", "BYE"), kinds(alice.heard));
        assertNone(alice.heard, OF_ICP);
        assertNone(pbx.heard, OF_SET);
    }

    @Test
    void shouldHideThePbxInACallToAPhoneAndInItsRefusals() {
        ScriptedPeer bob = bench.bob;
        ScriptedPeer pbx = bench.pbx;
        for (int status : new int[]{302, 404, 486, 488, 503, 603}) {
            pbx.send(marked(pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example",
                    "sip:1006@pbx.example", Sdp.pbxOffer()).edit(), "icpmark").build());
            SipRequest invite = bob.inbox.stream().filter(SipRequest.class::isInstance).map(SipRequest.class::cast)
                    .filter(request -> request.method().name().equals("INVITE")).findFirst().orElseThrow();
            bob.inbox.clear();
            bob.send(marked(bob.respond(invite, status, "bob-t").reasonPhrase("setmark.host says no"), "setmark")
                    .add(HeaderName.CONTACT, "<sip:1009@198.51.100.99>").build());
        }

        // The Request-URI of a call to a phone is the phone's own Contact, and Contact of ours is of its side.
        assertNone(bob.heard, OF_ICP);
        assertNone(pbx.heard, OF_SET);
    }

    @Test
    void shouldCallItselfByOneConstantOnly() {
        Conversation.aliceWithPbx(bench);

        for (SipMessage message : bench.pbx.heard) {
            assertEquals("SBC", message.header(HeaderName.USER_AGENT).orElse("SBC"));
            assertEquals("SBC", message.header(HeaderName.SERVER).orElse("SBC"));
        }
        assertTrue(bench.pbx.heard.stream().anyMatch(message -> message.has(HeaderName.USER_AGENT)));
    }
}
