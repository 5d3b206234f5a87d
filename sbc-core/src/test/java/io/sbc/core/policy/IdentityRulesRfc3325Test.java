package io.sbc.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3325 (P-Asserted-Identity), RFC 3323 (Privacy), RFC 5806 (Diversion), RFC 7044 (History-Info). */
class IdentityRulesRfc3325Test {

    private static final HeaderName ASSERTED = HeaderName.of("P-Asserted-Identity");
    private static final HeaderName DIVERSION = HeaderName.of("Diversion");
    private static final HeaderName HISTORY = HeaderName.of("History-Info");
    private static final HeaderName PRIVACY = HeaderName.of("Privacy");

    private static SipRequest.Builder invite() {
        return SipRequest.builder(SipMethod.INVITE, SipUri.of("1006", "pbx.test"))
                .set(HeaderName.VIA, "SIP/2.0/UDP h;branch=z9hG4bKx")
                .set(HeaderName.FROM, "\"Alice\" <sip:1001@pbx.test>;tag=a").set(HeaderName.TO, "<sip:1006@pbx.test>")
                .set(HeaderName.CALL_ID, "c").set(HeaderName.CSEQ, "1 INVITE");
    }

    private static SipRequest asserted() {
        return invite().set(ASSERTED, "\"Boss\" <sip:2000@10.0.0.9:5070;x=1>, <tel:+49892000;phone-context=pbx.local>")
                .build();
    }

    /** §5: only what comes from inside the trust domain is believed. */
    @Test
    void shouldDropEveryAssertionOfAPhone() {
        SipRequest request = asserted().edit().set(DIVERSION, "<sip:1@x>").set(HISTORY, "<sip:1@x>;index=1").build();

        SipRequest taken = IdentityRules.fromPhone(request);

        assertFalse(taken.has(ASSERTED) || taken.has(DIVERSION) || taken.has(HISTORY));
        SipResponse ok = SipResponse.to(request, 200).toTag("b").set(ASSERTED, "<sip:1@x>").build();
        assertFalse(IdentityRules.fromPhone(ok).has(ASSERTED));
    }

    /** §5: a call of a phone is asserted to be of whom we authenticated. */
    @Test
    void shouldAssertTheAuthenticatedIdentityTowardsThePbx() {
        assertEquals("\"Alice\" <sip:1001@pbx.test>",
                IdentityRules.toPbx(invite().build()).header(ASSERTED).orElseThrow());
        SipRequest inDialog = invite().set(HeaderName.TO, "<sip:1006@pbx.test>;tag=b").build();
        assertSame(inDialog, IdentityRules.toPbx(inDialog));
    }

    /** §7 of RFC 3325 and SIP-10: told to phones under our domain, no host of the PBX with it. */
    @Test
    void shouldTellPhonesThePbxsAssertionUnderOurDomain() {
        SipRequest told = IdentityRules.toPhone(IdentityRules.fromPbx(asserted()), "set.test");

        assertEquals(List.of("\"Boss\" <sip:2000@set.test>", "<sip:+49892000@set.test>"), told.headers(ASSERTED));
    }

    /** §9.3 and RFC 3323 §4.2. */
    @ParameterizedTest
    @ValueSource(strings = {"id", "user", "header", "id;critical", "USER; id"})
    void shouldNotTellPhonesTheIdentityOfACallerWhoWantsPrivacy(String privacy) {
        SipRequest request = asserted().edit().set(PRIVACY, privacy).set(DIVERSION, "<sip:1@x>").build();

        SipRequest taken = IdentityRules.fromPbx(request);

        assertFalse(taken.has(ASSERTED) || taken.has(DIVERSION));
        assertEquals(privacy, taken.header(PRIVACY).orElseThrow());
    }

    /** RFC 3323 §4.2: none is the wish that nothing be hidden. */
    @Test
    void shouldTellTheIdentityOfACallerWhoWantsNoPrivacy() {
        SipRequest request = asserted().edit().set(PRIVACY, "none").build();

        assertTrue(IdentityRules.fromPbx(request).has(ASSERTED));
        assertFalse(IdentityRules.hidesUser(request));
    }

    /** RFC 3323 §4.1.1.3: From of a caller who wants it hidden. */
    @Test
    void shouldMakeFromAnonymousWhereTheUserOrTheHeaderIsToBeHidden() {
        assertEquals("\"Anonymous\" <sip:anonymous@anonymous.invalid>",
                Parties.caller(invite().set(PRIVACY, "user").build(), "set.test").toString());
        assertEquals("\"Alice\" <sip:1001@set.test>",
                Parties.caller(invite().set(PRIVACY, "id").build(), "set.test").toString());
    }

    /** RFC 5806 §4, RFC 7044: shown without hosts, and not at all where it is private. */
    @Test
    void shouldShowDiversionsUnderOurDomain() {
        SipRequest request = invite()
                .set(DIVERSION, "<sip:1005@pbx.local>;reason=user-busy;counter=1;x=10.0.0.9, <sip:1004@h>;privacy=full")
                .set(HISTORY, "<sip:1005@pbx.local?Reason=SIP%3Bcause%3D302>;index=1.1").build();

        SipRequest told = IdentityRules.toPhone(request, "set.test");

        assertEquals(List.of("<sip:1005@set.test>;reason=user-busy;counter=1"), told.headers(DIVERSION));
        assertEquals(List.of("<sip:1005@set.test>;index=1.1"), told.headers(HISTORY));
    }
}
