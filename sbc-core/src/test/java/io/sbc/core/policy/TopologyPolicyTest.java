package io.sbc.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyPolicyTest {

    private final TopologyPolicy policy = new TopologyPolicy("SBC");

    private static SipRequest.Builder request() {
        return SipRequest.builder(SipMethod.INVITE, SipUri.of("x", "example.com"));
    }

    private List<String> passedInResponse(String header, String value) {
        SipResponse from = SipResponse.builder(486, "Busy").add(HeaderName.of(header), value).build();
        SipResponse.Builder to = SipResponse.builder(486, "Busy");
        policy.pass(from, to);
        return to.build().headers(HeaderName.of(header));
    }

    private List<String> passedInRequest(String header, String value) {
        SipRequest.Builder to = request();
        policy.pass(request().add(HeaderName.of(header), value).build(), to);
        return to.build().headers(HeaderName.of(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject", "Priority", "Date", "Privacy", "Accept-Language",
        "Content-Disposition"})
    void shouldPassWhatIsEndToEnd(String header) {
        assertEquals(List.of("value"), passedInRequest(header, "value"));
        assertEquals(List.of("value"), passedInResponse(header, "value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "Route", "Record-Route", "Contact", "Call-ID", "User-Agent", "Server",
        "Organization", "P-Asserted-Identity", "In-Reply-To", "Supported", "Require", "Session-Expires", "X-Any",
        "Authorization", "Proxy-Authorization"})
    void shouldDropEverythingElse(String header) {
        assertEquals(List.of(), passedInRequest(header, "<sip:a@b.example>"));
        assertEquals(List.of(), passedInResponse(header, "<sip:a@b.example>"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            399 node1.pbx.example "10.0.0.9 is down" | 399 SBC "Not acceptable"
            305 10.0.0.9 "no codec at 10.0.0.9"      | 305 SBC "Incompatible media format"
            304 [::1]:5060 "x"                       | 304 SBC "Media type not available"
            """)
    void shouldKeepTheCodeOfAWarningAndNothingElseOfIt(String warning, String passed) {
        assertEquals(List.of(passed), passedInResponse("Warning", warning));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SIP;cause=200;text="Call completed elsewhere" | SIP;cause=200;text="Call completed elsewhere"
            SIP;cause=503;text="node1.pbx.example down"   | SIP;cause=503
            Q.850;text="10.0.0.9";cause=16                | Q.850;cause=16
            """)
    void shouldKeepTheTextOfAReasonUnlessItNamesAHost(String value, String passed) {
        assertEquals(List.of(passed), passedInResponse("Reason", value));
    }

    @Test
    void shouldKeepAPhraseUnlessItNamesAHost() {
        assertEquals("In a meeting", TopologyPolicy.phrase("In a meeting").orElseThrow());
        assertTrue(TopologyPolicy.phrase("No route to 10.0.0.9").isEmpty());
        assertTrue(TopologyPolicy.phrase("user@pbx gone").isEmpty());
        assertTrue(TopologyPolicy.phrase("fe80::1 gone").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            120                          | 120
            120 (call me at 10.0.0.9)    | 120
            18000;duration=3600          | 18000
            """)
    void shouldKeepTheSecondsOfRetryAfter(String value, String passed) {
        assertEquals(List.of(passed), passedInResponse("Retry-After", value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <urn:alert:source:internal>                  | <urn:alert:source:internal>
            <http://10.0.0.9/a.wav>;info=alert-external  | <http://127.0.0.1>;info=alert-external
            <http://10.0.0.9/a.wav>                      |
            """)
    void shouldPassAnAlertToneByNameOnly(String value, String passed) {
        assertEquals(passed == null ? List.of() : List.of(passed), passedInRequest("Alert-Info", value));
    }

    @Test
    void shouldDropWhatDoesNotParse() {
        assertEquals(List.of(), passedInResponse("Retry-After", "soon"));
        assertEquals(List.of(), passedInResponse("Warning", "bogus"));
    }

    @Test
    void shouldTranslateTheTargetsOfARedirection() {
        SipResponse moved = SipResponse.builder(302, "Moved").add(HeaderName.CONTACT, "<sip:1009@10.0.0.9>;q=0.7")
                .add(HeaderName.CONTACT, "<sip:10.0.0.9>").add(HeaderName.CONTACT, "<tel:+49-30>").build();
        SipResponse.Builder to = SipResponse.builder(302, "Moved");

        policy.passTargets(moved, "set.example", to);

        assertEquals(List.of("<sip:1009@set.example>;q=0.7", "<sip:+4930@set.example>"),
                to.build().headers(HeaderName.CONTACT));
    }

    @Test
    void shouldWriteAWarningThatIsWellFormed() {
        String warning = policy.warning(305, "says \"no\" \\ never");

        assertEquals("305 SBC \"says 'no' ' never\"", warning);
        assertTrue(passedInResponse("Warning", warning).getFirst().startsWith("305"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sip:*21*1009%23@h             | *21*1009%23
            sip:1*006@h:5061;user=phone   | 1*006
            sip:alice:secret@h            | alice
            tel:+49-30-(12).3;phone-context=h | +4930123
            tel:*31#                      | *31%23
            """)
    void shouldFindTheUserPart(String uri, String user) {
        assertEquals(user, Parties.user(new io.sbc.core.sip.message.NameAddr("", uri,
                io.sbc.core.sip.message.Parameters.NONE)).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:h.example", "tel:", "tel:call-me", "http://x", "mailto:a@b"})
    void shouldFindNoUserPartWhereThereIsNone(String uri) {
        assertTrue(Parties.user(new io.sbc.core.sip.message.NameAddr("", uri,
                io.sbc.core.sip.message.Parameters.NONE)).isEmpty());
    }
}
