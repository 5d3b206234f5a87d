package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipUriTest {

    @Test
    void shouldReadEveryPart() {
        SipUri uri = SipUri.parse("sips:alice:secret@[2001:db8::1]:5061;transport=tls;lr?Subject=x&Priority=urgent")
                .orElseThrow();

        assertTrue(uri.secure());
        assertEquals("alice", uri.user());
        assertEquals("[2001:db8::1]", uri.host());
        assertEquals(5061, uri.port());
        assertEquals(Optional.of("tls"), uri.parameters().get("Transport"));
        assertEquals(Optional.of(""), uri.parameters().get("lr"));
        assertEquals("Subject=x&Priority=urgent", uri.headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:1*006@pbx.example.com", "sip:*21*1234#@pbx.example.com", "sip:%00@h", "sip:%2523@h",
        "sip:a;b=c;d@h;transport=tcp", "sip:+1-617;phone-context=x@h:5060;user=phone", "sip:h",
        "sips:h:5061;lr;maddr=192.0.2.1", "sip:a@h?Route=%3Csip:x%3E", "sip:a_b@my_host.", "sip:&=+$,;?/@h"})
    void shouldWriteWhatItRead(String text) {
        assertEquals(text, SipUri.parse(text).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sip", "sip:", "tel:+15551234", "sip:@h", "sip:a@", "sip:a@b@c", "sip:a b@h",
        "sip:a@h h",
        "sip:a@h:", "sip:a@h:0", "sip:a@h:65536", "sip:a@h:5060x", "sip:a@h:99999999999", "sip:a@h;", "sip:a@h;;lr",
        "sip:a@h;=x", "sip:a@h;lr;LR", "sip:a@h>", "sip:\"a\"@h", "sip:a@[::1", "sip:a@[]", "sip:a@[12]",
        "sip:a\u0000@h", "sip:a@h\r\n", "sip:a@2001:db8::1", "sip:a@h/path"})
    void shouldRefuse(String text) {
        assertEquals(Optional.empty(), SipUri.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"alice,alice", "%61lice,alice", "a%2540b,a%40b", "a%zzb,a%zzb", "a%4,a%4", "a%,a%", "1*006,1*006",
        "%23,#", "ü%41%zz%2,üA%zz%2", "M%C3%BCller,Müller", "Müller%20x,Müller x"})
    void shouldUndoEscapesOnce(String user, String decoded) {
        assertEquals(decoded, SipUri.parse("sip:" + user + "@h").orElseThrow().userDecoded());
    }

    /** The examples of RFC 3261 §19.1.4 and its rules. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sip:%61lice@atlanta.com;transport=TCP                       | sip:alice@AtLanTa.CoM;Transport=tcp
            sip:carol@chicago.com                                       | sip:carol@chicago.com;newparam=5
            sip:carol@chicago.com                                       | sip:carol@chicago.com;security=on
            sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com | sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com
            sip:alice@atlanta.com?subject=project%20x&priority=urgent   | sip:alice@atlanta.com?priority=urgent&subject=project%20x
            SIP:a@h                                                     | sip:a@h
            sip:a%2a@h                                                  | sip:a*@h
            sip:a%c3%bc@h                                               | sip:a%C3%BC@h
            sip:ü%61@h;x=ü%61                                           | sip:üa@h;x=üa
            """)
    void shouldFindEquivalent(String one, String other) {
        assertTrue(uri(one).equivalent(uri(other)));
        assertTrue(uri(other).equivalent(uri(one)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIP:ALICE@AtLanTa.CoM;Transport=udp     | sip:alice@AtLanTa.CoM;Transport=UDP
            sip:bob@biloxi.com                      | sip:bob@biloxi.com:5060
            sip:bob@biloxi.com                      | sip:bob@biloxi.com;transport=udp
            sip:bob@biloxi.com                      | sip:bob@biloxi.com:6000;transport=tcp
            sip:carol@chicago.com                   | sip:carol@chicago.com?Subject=next%20meeting
            sip:bob@phone21.boxesbybob.com          | sip:bob@192.0.2.4
            sip:carol@chicago.com;security=on       | sip:carol@chicago.com;security=off
            sip:a@h                                 | sips:a@h
            sip:a@h                                 | sip:h
            sip:a@h                                 | sip:a@h;user=ip
            sip:a@h                                 | sip:a@h;ttl=1
            sip:a@h                                 | sip:a@h;method=INVITE
            sip:a@h                                 | sip:a@h;maddr=h
            sip:a%40@h                              | sip:a@h
            sip:a%3Bb@h                             | sip:a;b@h
            sip:%00@h                               | sip:%00%00@h
            """)
    void shouldTellApart(String one, String other) {
        assertFalse(uri(one).equivalent(uri(other)));
        assertFalse(uri(other).equivalent(uri(one)));
    }

    @Test
    void shouldChangeOnePartOnly() {
        SipUri uri = uri("sip:a@h:5060;lr");

        assertEquals("sip:1*006@h:5060;lr", uri.withUser("1*006").toString());
        assertEquals("sip:a@i;lr", uri.withHostPort("i", 0).toString());
        assertEquals("sip:a@h:5060;lr;transport=tls", uri.withParameter("transport", "tls").toString());
        assertEquals("sip:a@h:5060", uri.withoutParameters().toString());
        assertEquals("sip:u@h", SipUri.of("u", "h").toString());
        assertEquals("sip:u@h:5070", SipUri.of("u", "h", 5070).toString());
        assertEquals("sip:h", SipUri.of("", "h").toString());
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void shouldBoundTheNumberOfParameters() {
        StringBuilder many = new StringBuilder("sip:a@h");
        for (int i = 0; i < 20_000; i++) {
            many.append(";p").append(i);
        }

        assertEquals(Optional.empty(), SipUri.parse(many.toString()));
    }

    private static SipUri uri(String text) {
        return SipUri.parse(text).orElseThrow();
    }

    /** Found by fuzzing: {@code %2%%331} became {@code %2%31}, which reads as {@code %21}. */
    @ParameterizedTest
    @ValueSource(strings = {"sip:a;e%2%%331", "sip:a;%", "sip:a;%6", "sip:a;%6=b", "sip:a;x%zz=1"})
    void shouldRefuseBrokenEscapesInParameterNames(String text) {
        assertEquals(Optional.empty(), SipUri.parse(text));
    }
}
