package io.sbc.core.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.dialogid.DialogIds;
import io.sbc.core.dialogid.DialogSeal;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.registrar.BindingTable;
import io.sbc.core.sip.message.NameAddr;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Addresses, Refer-To, fragments and bodies in the words of the other side. */
class TranslationTest {

    private final DialogTranslator dialogs = new DialogTranslator(new DialogIds(1), new DialogSeal(new byte[32]));
    private final Device device = new Device(new DeviceId(1), "a@example.com", DeviceKind.MOBILE, "1*006",
            new DigestHa1("sbc", "0".repeat(32), "0".repeat(64)), "6#1", "6#1", new Secret("x"), "pbx", true);
    private final AddressMap toPbx = new AddressMap(Side.SET, "set.example", "pbx.example", device, new BindingTable());
    private final AddressMap toPhone = toPbx.reversed();
    private final EventBodies bodies = new EventBodies(dialogs);

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String xml(String body) {
        return bodies.translate("application/reginfo+xml", octets(body),
                toPhone) instanceof EventBodies.Outcome.Translated translated
                        ? new String(translated.body(), StandardCharsets.UTF_8)
                        : "";
    }

    @Test
    void shouldKeepUsersAndChangeHosts() {
        assertEquals("sip:*21*%23@pbx.example",
                toPbx.uri("sip:*21*%23@set.example:5061;transport=tls?X=1").orElseThrow());
        assertEquals("sip:6%231@pbx.example", toPbx.uri("sips:1*006@192.0.2.1").orElseThrow());
        assertEquals("sip:1*006@set.example", toPhone.uri("sip:6%231@10.0.0.9").orElseThrow());
        assertEquals("tel:+4930123;ext=5", toPhone.uri("tel:+4930123;ext=5").orElseThrow());
        assertEquals("tel:1006;phone-context=set.example",
                toPhone.uri("tel:10-06;phone-context=node1.pbx.example;isub=10.0.0.9").orElseThrow());
        assertEquals("tel:1006;phone-context=+49301", toPhone.uri("tel:1006;phone-context=+49301").orElseThrow());
        assertTrue(toPhone.uri("tel:node1.pbx.example").isEmpty());
        assertEquals("pres:1007@set.example", toPhone.uri("pres:1007@pbx.example").orElseThrow());
        assertEquals("sip:anonymous@anonymous.invalid", toPhone.uri("sip:anonymous@anonymous.invalid").orElseThrow());
        assertTrue(toPhone.uri("http://10.0.0.9/").isEmpty());
    }

    private String referTo(String uri) {
        return switch (ReferTo.translate(NameAddr.parse("<" + uri + ">").orElseThrow(), toPbx, dialogs)) {
            case ReferTo.Outcome.Translated translated -> translated.referTo().uri();
            case ReferTo.Outcome.Malformed _ -> "malformed";
            case ReferTo.Outcome.UnknownDialog _ -> "unknown";
            case ReferTo.Outcome.UnsupportedScheme _ -> "unsupported";
        };
    }

    @Test
    void shouldTranslateReferTo() {
        assertEquals("sip:1007@pbx.example;method=BYE", referTo("sip:1007@set.example;method=BYE;user=phone"));
        assertEquals("sip:1007@pbx.example?Subject=a%26b",
                referTo("sip:1007@set.example?Subject=a%26b&Route=%3Csip:x%3E"));
        assertEquals("malformed", referTo("sip:1007@set.example?Replaces=a%0d%0aX:y"));
        assertEquals("malformed", referTo("sip:1007@set.example?Replaces"));
        assertEquals("malformed", referTo("sip:1007@set.example?" + "Subject=a&".repeat(20) + "Subject=b"));
        assertEquals("unknown", referTo("sip:1007@set.example?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2"));
        assertEquals("unsupported", referTo("mailto:x@y"));
        assertEquals("tel:+49301", referTo("tel:+49301"));
    }

    @Test
    void shouldLeaveOnlyTheStatusOfAFragment() {
        assertEquals("SIP/2.0 503 Service Unavailable\r\n",
                fragment("SIP/2.0 503 node1.pbx.example is down\r\nVia: x\r\n"));
        assertEquals("SIP/2.0 100 Trying\r\n", fragment("SIP/2.0 100"));
        assertEquals("", fragment("INVITE sip:x SIP/2.0"));
        assertEquals("", fragment("SIP/2.0 999 x"));
    }

    private static String fragment(String body) {
        return Sipfrag.statusLine(octets(body)).map(line -> new String(line, StandardCharsets.UTF_8)).orElse("");
    }

    @Test
    void shouldTranslateReginfo() {
        String seen = xml("""
                <?xml version="1.0"?><!-- of node1.pbx.example -->
                <r:reginfo xmlns:r="urn:ietf:params:xml:ns:reginfo" version="0" state="full"
                  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x reg.xsd">
                <r:registration aor="sip:6%231@pbx.example" id="a7" state="active">
                <r:contact id="76" state="active" event="registered" duration-registered="7322" q="0.8"
                  callid="1@10.0.0.1" cseq="2"><r:uri>sip:x-0f@10.0.0.1:5080</r:uri>
                <r:unknown-param name="received">"sip:10.0.0.1"</r:unknown-param></r:contact>
                </r:registration></r:reginfo>""");

        assertTrue(seen.contains("aor=\"sip:1*006@set.example\""), seen);
        assertTrue(seen.contains("q=\"0.8\""), seen);
        assertTrue(seen.contains("<r:uri>sip:x-0f@set.example</r:uri>"), seen);
        assertFalse(seen.contains("10.0.0") || seen.contains("pbx.example") || seen.contains("unknown"), seen);
    }

    @Test
    void shouldLeaveOutWhatSeemsToNameAHost() {
        assertEquals("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a b=\"plain\"> text </a>",
                xml("<a b='plain' c='at 10.0.0.9' d='x@y'> text <!-- c --></a>"));
        assertEquals("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\"Al\" &lt;sip:7@set.example&gt;</a>",
                xml("<a>\"Al\" &lt;sip:7@pbx.example;x=y&gt;</a>"));
        assertEquals("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a></a>", xml("<a>see sip:7@pbx.example</a>"));
    }

    /** Whatever comes, it is translated or refused: no exception gets out, and no time is lost. */
    @Test
    void shouldBearAnyOctets() {
        String good = "<a xmlns='urn:x' b='sip:1@10.0.0.9'><c>&amp;&#65;</c><![CDATA[d]]></a>";
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = octets(good);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            if (bodies.translate("application/a+xml", body,
                    toPhone) instanceof EventBodies.Outcome.Translated translated) {
                assertFalse(new String(translated.body(), StandardCharsets.UTF_8).contains("10.0.0.9"),
                        () -> new String(translated.body(), StandardCharsets.UTF_8));
            }
            bodies.translate("application/simple-message-summary", body, toPhone);
        }
    }

    @Test
    void shouldNotGuessAtOtherTypes() {
        assertTrue(bodies.translate("text/plain", octets("x"), toPhone) instanceof EventBodies.Outcome.Unknown);
        assertTrue(bodies.translate("application/simple-message-summary", octets(""),
                toPhone) instanceof EventBodies.Outcome.Malformed);
    }

    @Test
    void shouldReadTokensWithParameters() {
        TokenHeader event = TokenHeader.parse("Refer ; id=7;x").orElseThrow();
        assertEquals("refer", event.token());
        assertEquals(Optional.of("7"), event.parameters().get("id"));
        assertEquals("refer;id=9", event.only("id").with("id", "9").toString());
        assertTrue(TokenHeader.parse("").isEmpty());
        assertTrue(TokenHeader.parse("a b").isEmpty());
        assertTrue(TokenHeader.parse("a;;").isEmpty());
    }
}
