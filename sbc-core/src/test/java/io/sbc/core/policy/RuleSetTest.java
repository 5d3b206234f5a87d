package io.sbc.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sbc.core.policy.AddressRule.Part;
import io.sbc.core.policy.AddressRule.Place;
import io.sbc.core.policy.RuleSet.Scoped;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleSetTest {

    private static final HeaderName SUBJECT = HeaderName.of("Subject");
    private static final HeaderName ASSERTED = HeaderName.of("P-Asserted-Identity");

    private static SipRequest.Builder request(SipMethod method) {
        return SipRequest.builder(method, SipUri.of("1006", "pbx.test"))
                .set(HeaderName.VIA, "SIP/2.0/UDP h;branch=z9hG4bKx")
                .set(HeaderName.FROM, "<sip:1001@pbx.test>;tag=a").set(HeaderName.TO, "<sip:1006@pbx.test>")
                .set(HeaderName.CALL_ID, "c").set(HeaderName.CSEQ, "1 " + method.name());
    }

    private static RuleSet rules(HeaderRule rule) {
        return new RuleSet(List.of(new Scoped(rule, Set.of(), true, true)), List.of(), CodecRule.NONE);
    }

    @Test
    void shouldRemoveByNameAndByPrefixButNeverWhatIsProtected() {
        SipRequest request = request(SipMethod.INVITE).add(HeaderName.of("X-One"), "1").add(HeaderName.of("X-Two"), "2")
                .add(SUBJECT, "s").build();

        SipRequest left = rules(new HeaderRule.Remove("X-", true)).on(request);

        assertFalse(left.has(HeaderName.of("X-One")) || left.has(HeaderName.of("X-Two")));
        assertEquals("s", left.header(SUBJECT).orElseThrow());
        assertFalse(rules(new HeaderRule.Remove("Subject", false)).on(request).has(SUBJECT));
        assertEquals(request.from(), rules(new HeaderRule.Remove("Fr", true)).on(request).from());
    }

    @Test
    void shouldAddSetAndRewrite() {
        SipRequest request = request(SipMethod.INVITE).add(SUBJECT, "about +491234").build();

        assertEquals(List.of("about +491234", "x"),
                rules(new HeaderRule.Add(SUBJECT, "x")).on(request).headers(SUBJECT));
        assertEquals(List.of("x"), rules(new HeaderRule.SetTo(SUBJECT, "x")).on(request).headers(SUBJECT));
        assertEquals(List.of("about 01234"),
                rules(new HeaderRule.Rewrite(SUBJECT, SafePattern.of("\\+49", "0"))).on(request).headers(SUBJECT));
    }

    @Test
    void shouldTakeATokenOutOfAList() {
        HeaderRule rule = new HeaderRule.RemoveToken(HeaderName.SUPPORTED, "100rel");
        SipRequest request = request(SipMethod.INVITE).set(HeaderName.SUPPORTED, "timer, 100REL,replaces").build();

        assertEquals("timer, replaces", rules(rule).on(request).header(HeaderName.SUPPORTED).orElseThrow());
        assertFalse(rules(rule).on(request(SipMethod.INVITE).set(HeaderName.SUPPORTED, "100rel").build())
                .has(HeaderName.SUPPORTED));
    }

    @Test
    void shouldApplyToItsMethodsAndMessagesOnlyAndLeaveOthersTheSame() {
        RuleSet invites = new RuleSet(
                List.of(new Scoped(new HeaderRule.Add(SUBJECT, "x"), Set.of("INVITE"), true, false)), List.of(),
                CodecRule.NONE);
        SipRequest invite = request(SipMethod.INVITE).build();
        SipRequest options = request(SipMethod.OPTIONS).build();
        SipResponse ok = SipResponse.to(invite, 200).toTag("b").build();

        assertEquals("x", invites.on(invite).header(SUBJECT).orElseThrow());
        assertSame(options, invites.on(options));
        assertSame(ok, invites.on(ok));
    }

    @Test
    void shouldRewriteNumbersAndDomainsOfItsPlacesOnly() {
        RuleSet rules = new RuleSet(List.of(), List.of(
                new AddressRule(Part.NUMBER, Set.of(Place.REQUEST_URI, Place.P_ASSERTED_IDENTITY),
                        SafePattern.of("(\\d+)", "+49$1")),
                new AddressRule(Part.DOMAIN, Set.of(Place.P_ASSERTED_IDENTITY),
                        SafePattern.of("pbx\\.test", "carrier.test"))),
                CodecRule.NONE);
        SipRequest request = request(SipMethod.INVITE)
                .set(ASSERTED, "\"Alice\" <sip:1001@pbx.test:5070;user=phone>, <tel:+49891001>").build();

        assertEquals(List.of("\"Alice\" <sip:+491001@carrier.test:5070;user=phone>", "<tel:+49891001>"),
                rules.on(request).addresses(ASSERTED).stream().map(NameAddr::toString).toList());
        assertEquals("sip:+491006@pbx.test", rules.on(SipUri.of("1006", "pbx.test")).toString());
        assertEquals(request.from(), rules.on(Place.FROM, request.from()));
        assertEquals("sip:1006@pbx.test", rules.on(request).requestUri(), "that is call control's");
    }

    @Test
    void shouldKeepStarsAndHashesAndRefuseWhatIsNoUser() {
        RuleSet rules = new RuleSet(List.of(), List.of(
                new AddressRule(Part.NUMBER, Set.of(Place.REQUEST_URI), SafePattern.of("9(.*)", "#31#$1")),
                new AddressRule(Part.NUMBER, Set.of(Place.REQUEST_URI), SafePattern.of("7", "a b@c"))), CodecRule.NONE);

        assertEquals("sip:%2331%231*006@pbx.test", rules.on(SipUri.of("91*006", "pbx.test")).toString());
        assertEquals("sip:7@pbx.test", rules.on(SipUri.of("7", "pbx.test")).toString());
        assertEquals("%2331%235", rules.dialled(Place.REQUEST_URI, "95"));
    }

    @Test
    void shouldOrderAndFilterCodecsButNeverTheLastOneNorTelephoneEvents() {
        String sdp = String.join("\r\n", "v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0",
                "m=audio 4000 RTP/AVP 111 0 8 101", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 useinbandfec=1",
                "a=rtpmap:101 telephone-event/8000", "m=video 4002 RTP/AVP 96", "a=rtpmap:96 H264/90000", "");
        SipRequest request = request(SipMethod.INVITE).body("application/sdp", sdp.getBytes(StandardCharsets.UTF_8))
                .build();

        String ordered = body(new CodecRule(List.of("PCMA", "pcmu"), Set.of()), request);
        assertEquals("m=audio 4000 RTP/AVP 8 0 111 101", audio(ordered));
        assertFalse(!ordered.contains("useinbandfec") || !ordered.contains("H264"), ordered);

        String filtered = body(new CodecRule(List.of(), Set.of("opus", "telephone-event")), request);
        assertEquals("m=audio 4000 RTP/AVP 0 8 101", audio(filtered));
        assertFalse(filtered.contains("opus") || filtered.contains("useinbandfec"), filtered);

        assertEquals("m=audio 4000 RTP/AVP 111 0 8 101",
                audio(body(new CodecRule(List.of(), Set.of("opus", "PCMU", "PCMA")), request)));
    }

    private static String body(CodecRule codecs, SipRequest request) {
        return new String(new RuleSet(List.of(), List.of(), codecs).on(request).body(), StandardCharsets.UTF_8);
    }

    private static String audio(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("m=audio")).findFirst().orElseThrow();
    }
}
