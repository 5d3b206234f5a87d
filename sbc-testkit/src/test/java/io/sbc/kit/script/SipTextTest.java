package io.sbc.kit.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SipTextTest {
    private static final String INVITE = """
            INVITE sip:8001@localhost SIP/2.0\r
            v: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK1;rport\r
            f: "Alice, at \\"work\\"" <sip:1001@localhost;x=1>;tag=abc\r
            To: <sip:8001@localhost>\r
            i: call-1\r
            CSeq: 7 INVITE\r
            Supported: 100rel,\r
              timer\r
            Contact: <sip:a@h>;q=1, <sip:b@h,i>;q=0.5\r
            l: 4\r
            \r
            body""";

    private final SipText text = SipText.parse(INVITE.getBytes(StandardCharsets.UTF_8));

    @Test
    void shouldReadCompactAndFoldedFields() {
        assertEquals("call-1", text.callId());
        assertEquals(7, text.cseq());
        assertEquals("z9hG4bK1", text.branch());
        assertEquals("abc", text.fromTag());
        assertTrue(text.lists("Supported", "timer"));
        assertEquals("body", text.body());
    }

    @Test
    void shouldCutListsOutsideOfQuotesAndBrackets() {
        assertEquals(List.of("<sip:a@h>;q=1", "<sip:b@h,i>;q=0.5"), text.values("Contact"));
        assertEquals(Optional.of("0.5"), SipValue.parameter(text.values("Contact").get(1), "q"));
        assertEquals(List.of("\"a, b\" <sip:c@d>", "e"), SipValue.split("\"a, b\" <sip:c@d>, e"));
    }

    @Test
    void shouldWriteTheLengthOfTheBodyInOctets() {
        assertTrue(text.body("text/plain", "ü").toString().contains("Content-Length: 2\r\n"));
    }

    @Test
    void shouldCopyWhatResponsesCopy() {
        SipText response = SipText.response(text, 180).toTag("t1");

        assertEquals("t1", response.toTag());
        assertEquals("INVITE", response.method());
        assertEquals(180, response.status());
        assertEquals(text.all("Via"), response.all("Via"));
        assertEquals("t1", response.toTag("t2").toTag(), "a tag that is there stays");
    }

    @Test
    void shouldTellPartsOfUris() {
        assertEquals("*88%23701", SipValue.user("sip:*88%23701@localhost;transport=tls"));
        assertEquals("127.0.0.1:5060", SipValue.hostPort("sip:x@127.0.0.1:5060;transport=udp"));
        assertEquals(Optional.of(""), SipValue.uriParameter("sip:h;lr?a=b", "lr"));
        assertEquals(Optional.of("tls"), SipValue.uriParameter("sip:x@h;transport=tls", "transport"));
    }
}
