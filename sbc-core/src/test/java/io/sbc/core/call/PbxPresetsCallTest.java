package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.PbxPresets;
import io.sbc.core.config.PbxProfile;
import io.sbc.core.directory.Device;
import io.sbc.core.policy.AddressRule;
import io.sbc.core.policy.AddressRule.Part;
import io.sbc.core.policy.AddressRule.Place;
import io.sbc.core.policy.CodecRule;
import io.sbc.core.policy.HeaderRule;
import io.sbc.core.policy.RuleSet;
import io.sbc.core.policy.RuleSet.Scoped;
import io.sbc.core.policy.SafePattern;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header policies and presets in calls through transactions and call control, each way (SIP-13, ADM-7). */
class PbxPresetsCallTest {

    private static final HeaderName ASSERTED = HeaderName.of("P-Asserted-Identity");
    private static final HeaderName SUBJECT = HeaderName.of("Subject");

    @RegisterExtension
    private final CallBench bench = new CallBench();

    private SipRequest aliceCalls(SipRequest invite) {
        bench.alice.send(invite);
        bench.alice.takeResponse(100);
        return bench.pbx.takeRequest("INVITE");
    }

    private SipRequest invite(String sdp) {
        return bench.alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example", sdp);
    }

    private SipRequest pbxCalls(String user) {
        return bench.pbx.invite("sip:" + user + "@10.0.0.1:5080", "sip:2000@pbx.example",
                "sip:" + user + "@pbx.example",
                Sdp.pbxOffer());
    }

    private SipRequest bobRings(SipRequest invite) {
        bench.pbx.send(invite);
        bench.pbx.takeResponse(100);
        return bench.bob.takeRequest("INVITE");
    }

    private void refuse(ScriptedPeer callee, SipRequest invite, ScriptedPeer caller) {
        callee.answer(invite, 486, "");
        callee.takeRequest("ACK");
        caller.takeResponse(486);
        bench.assertNothingLeft();
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static String audio(SipMessage message) {
        return body(message).lines().filter(line -> line.startsWith("m=audio")).findFirst().orElseThrow();
    }

    private static PbxProfile profile(RuleSet to, RuleSet from) {
        return new PbxProfile("ours", PbxProfile.GENERIC.transports(), Optional.empty(), Optional.empty(), false, true,
                Set.of(), to, from);
    }

    private static RuleSet header(HeaderRule rule) {
        return new RuleSet(List.of(new Scoped(rule, Set.of(), true, true)), List.of(), CodecRule.NONE);
    }

    private static RuleSet number(Place place, String match, String replace) {
        return new RuleSet(List.of(),
                List.of(new AddressRule(Part.NUMBER, Set.of(place), SafePattern.of(match, replace))), CodecRule.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx-one", "mivoice-business", "mivoice-5000", "openscape-voice", "openscape-4000"})
    void shouldOfferThePbxItsOwnCodecsFirst(String preset) {
        bench.routes.profile(PbxPresets.preset(preset));
        String offer = Sdp.phoneOffer().replace("RTP/SAVP 0 8 101", "RTP/SAVP 111 0 8 9 101").replace(
                "a=rtpmap:0 PCMU/8000", "a=rtpmap:111 opus/48000/2\r\na=rtpmap:0 PCMU/8000");

        SipRequest atPbx = aliceCalls(invite(offer));

        assertTrue(audio(atPbx).endsWith(" RTP/AVP 9 8 0 111 101"), audio(atPbx));
        refuse(bench.pbx, atPbx, bench.alice);
    }

    @Test
    @DisplayName("MX-ONE guide §7.3: AVP+crypto with AES_CM_128_HMAC_SHA1_80 first; an answer without crypto is RTP")
    void shouldOfferMxOneAvpWithCryptoAndTakeItsPlainAnswer() {
        bench.routes.profile(PbxPresets.preset("mx-one"));
        SipRequest atPbx = aliceCalls(invite(Sdp.phoneOffer()));
        assertTrue(audio(atPbx).contains("RTP/AVP"), audio(atPbx));
        assertTrue(body(atPbx).contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80"), body(atPbx));

        bench.pbx.answer(atPbx, 200, Sdp.pbxAnswer());
        bench.pbx.takeRequest("ACK");
        bench.alice.send(bench.alice.ack(bench.alice.takeResponse(200), ""));

        bench.alice.send(bench.alice.request("BYE").build());
        bench.pbx.answer(bench.pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("MX-ONE guide §6.1.2: another LIM serves when one is silent")
    void shouldGoToTheNextLimOfMxOne() {
        bench.routes.profile(PbxPresets.preset("mx-one"));
        bench.routes.hops = List.of(CallBench.FakeRoutes.hop(CallBench.PBX_1),
                CallBench.FakeRoutes.hop(CallBench.PBX_2));
        bench.alice.send(invite(Sdp.phoneOffer()));
        bench.alice.takeResponse(100);
        bench.pass(Duration.ofMillis(4_100));

        refuse(bench.pbx2, bench.pbx2.takeRequest("INVITE"), bench.alice);
    }

    @Test
    @DisplayName("MiVoice Business guide §7.2: 1*006 is the mobile of 1006; each rings for itself")
    void shouldRingTheMobileOfAMultiDeviceGroupByItsOwnExtension() {
        bench.routes.profile(PbxPresets.preset("mivoice-business"));
        Device mobile = CallBench.device(3, "bob-mobile", "1*006");
        bench.directory.add(mobile);
        bench.register(mobile, bench.bob, bench.phoneFlow(bench.bob, "198.51.100.9", 41000), "");

        SipRequest ringing = bobRings(pbxCalls("1*006"));

        assertEquals("sip:bob-mobile@set.example", ringing.to().uri());
        refuse(bench.bob, ringing, bench.pbx);
    }

    @Test
    @DisplayName("MiVoice Business guide §7.2: feature codes and stars are dialled through as they are")
    void shouldDialStarsThrough() {
        bench.routes.profile(PbxPresets.preset("mivoice-business"));

        SipRequest atPbx = aliceCalls(bench.alice.invite("sip:*63*1*006@set.example", "sip:alice@set.example",
                "sip:*63*1*006@set.example", Sdp.phoneOffer()));

        assertEquals("sip:*63*1*006@pbx.example", atPbx.requestUri());
        refuse(bench.pbx, atPbx, bench.alice);
    }

    @Test
    void shouldApplyHeaderRulesTowardsThePbxAndFromIt() {
        bench.routes.profile(profile(header(new HeaderRule.Add(HeaderName.of("X-Site"), "Berlin")),
                header(new HeaderRule.Remove("Subject", false))));

        SipRequest atPbx = aliceCalls(invite(Sdp.phoneOffer()).edit().set(SUBJECT, "hello").build());
        assertEquals("Berlin", atPbx.header(HeaderName.of("X-Site")).orElseThrow());
        assertEquals("hello", atPbx.header(SUBJECT).orElseThrow(), "the rule is for the other direction");
        bench.pbx.send(bench.pbx.respond(atPbx, 486, "t").set(SUBJECT, "from the PBX").build());
        assertTrue(bench.pbx.takeRequest("ACK").has(HeaderName.CALL_ID));
        assertFalse(bench.alice.takeResponse(486).has(SUBJECT));
        bench.assertNothingLeft();
    }

    @Test
    void shouldRewriteWhatIsDialledTowardsThePbx() {
        bench.routes.profile(profile(number(Place.REQUEST_URI, "0(\\d+)", "+49$1"), RuleSet.NONE));

        SipRequest atPbx = aliceCalls(bench.alice.invite("sip:0891006@set.example", "sip:alice@set.example",
                "sip:0891006@set.example", Sdp.phoneOffer()));

        assertEquals("sip:+49891006@pbx.example", atPbx.requestUri());
        assertEquals("sip:0891006@pbx.example", atPbx.to().uri(), "To was not named");
        refuse(bench.pbx, atPbx, bench.alice);
    }

    @Test
    void shouldFindTheDeviceOfANumberThatThePbxWritesInItsOwnWay() {
        bench.routes.profile(profile(RuleSet.NONE, number(Place.REQUEST_URI, "\\+4989(\\d+)", "$1")));

        refuse(bench.bob, bobRings(pbxCalls("+49891006")), bench.pbx);
    }

    private static RuleSet everywhere(String match, String replace) {
        return new RuleSet(List.of(), List.of(new AddressRule(Part.NUMBER,
                Set.of(Place.REQUEST_URI, Place.FROM, Place.TO), SafePattern.of(match, replace))), CodecRule.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "PUBLISH"})
    void shouldRewriteNumbersOutsideCallsTowardsThePbx(String method) {
        bench.routes.profile(profile(everywhere("0?(\\d+)", "+49$1"), RuleSet.NONE));

        bench.alice.send(Watching.outside(bench.alice, method, "sip:alice@set.example", "sip:0891006@set.example")
                .set(HeaderName.of("Event"), "presence").build());

        SipRequest atPbx = bench.pbx.takeRequest(method);
        assertEquals("sip:+49891006@pbx.example", atPbx.requestUri());
        assertEquals("sip:+49891006@pbx.example", atPbx.to().uri());
        assertEquals("sip:+491001@pbx.example", atPbx.from().uri());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "NOTIFY"})
    void shouldRewriteNumbersOutsideCallsTowardsThePhone(String method) {
        bench.routes.profile(profile(RuleSet.NONE, everywhere("\\+4989(\\d+)", "$1")));

        bench.pbx.send(Watching.outside(bench.pbx, method, "sip:+49892000@pbx.example",
                "sip:+49891006@10.0.0.1:5080").set(HeaderName.of("Event"), "message-summary")
                .set(HeaderName.of("Subscription-State"), "active").build());

        assertEquals("sip:2000@set.example", bench.bob.takeRequest(method).from().uri());
    }

    /** RFC 3323 §4.1.1.3 holds for every request. */
    @Test
    void shouldKeepWhoSendsMessageAnonymousWhoWantsPrivacy() {
        bench.pbx.send(Watching.outside(bench.pbx, "MESSAGE", "sip:2000@pbx.example", "sip:token-1006@10.0.0.1:5080")
                .set(HeaderName.of("Privacy"), "user").build());

        assertEquals("sip:anonymous@anonymous.invalid", bench.bob.takeRequest("MESSAGE").from().uri());
    }

    /** RFC 3325 §5: a phone's word is replaced by what we know. */
    @Test
    void shouldAssertTheAuthenticatedIdentityInsteadOfWhatAPhoneAsserts() {
        SipRequest atPbx = aliceCalls(invite(Sdp.phoneOffer()).edit().set(ASSERTED, "<sip:9999@set.example>")
                .set(HeaderName.of("P-Preferred-Identity"), "<sip:9998@set.example>")
                .set(HeaderName.of("Diversion"), "<sip:9997@set.example>").build());

        assertEquals(List.of("<sip:1001@pbx.example>"), atPbx.headers(ASSERTED));
        assertFalse(atPbx.has(HeaderName.of("P-Preferred-Identity")) || atPbx.has(HeaderName.of("Diversion")));
        refuse(bench.pbx, atPbx, bench.alice);
    }

    /** RFC 3325 §7, SIP-10. */
    @Test
    void shouldTellThePhoneWhomThePbxAssertsWithoutItsHosts() {
        SipRequest ringing = bobRings(pbxCalls("token-1006").edit()
                .set(ASSERTED, "\"Boss\" <sip:2001@node7.pbx.example:5070>").build());

        assertEquals(List.of("\"Boss\" <sip:2001@set.example>"), ringing.headers(ASSERTED));
        refuse(bench.bob, ringing, bench.pbx);
    }

    /** RFC 3323 §4.2, RFC 3325 §9.3. */
    @Test
    void shouldKeepACallerAnonymousWhoWantsPrivacy() {
        SipRequest ringing = bobRings(pbxCalls("token-1006").edit().set(ASSERTED, "<sip:2001@pbx.example>")
                .set(HeaderName.of("Privacy"), "user;id").build());

        assertFalse(ringing.has(ASSERTED));
        assertEquals("sip:anonymous@anonymous.invalid", ringing.from().uri());
        assertFalse(ringing.toString().contains("sip:200"), ringing.toString());
        refuse(bench.bob, ringing, bench.pbx);
    }

    /** Connected identity: the same rules for responses. */
    @Test
    void shouldTellTheCallerWhoAnsweredUnderOurDomain() {
        SipRequest atPbx = aliceCalls(invite(Sdp.phoneOffer()));
        bench.pbx.send(bench.pbx.respond(atPbx, 180, "t").set(ASSERTED, "<sip:1006@10.0.0.9>").build());

        SipResponse ringing = bench.alice.takeResponse(180);

        assertEquals(List.of("<sip:1006@set.example>"), ringing.headers(ASSERTED));
        refuse(bench.pbx, atPbx, bench.alice);
    }
}
