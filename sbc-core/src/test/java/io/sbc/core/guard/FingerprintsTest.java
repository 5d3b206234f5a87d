package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintsTest {

    private final Fingerprints fingerprints = new Fingerprints(
            GuardBench.config("").guard().scanners().userAgents());

    @ParameterizedTest
    @ValueSource(strings = {"friendly-scanner", "Friendly-Scanner", "sipvicious", "sipcli/v1.8", "sundayddr",
        "VaxSIPUserAgent/3.1", "pplsip", "friendly-request", "sip-scan 0.1", "iWar"})
    void shouldKnowScannersByTheirName(String agent) {
        assertTrue(fingerprints.find(options("<sip:a@b.example>;tag=1", "<sip:c@d.example>", agent)).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zoom Phone 6.1.0", "ZoomPbxPhone_Win", "baresip v1.0.0", "Linphone/5.1", "SIPp",
        "Mitel-5430-SIP-Phone", "PolycomVVX-VVX_411-UA/5.9"})
    void shouldNotTakePhonesForScanners(String agent) {
        assertEquals(Optional.empty(),
                fingerprints.find(options("<sip:100@sbc.example>;tag=1c8a01", "<sip:100@sbc.example>", agent)));
    }

    @Test
    void shouldKnowTheAddressesOfSipviciousUnderAnotherName() {
        assertTrue(fingerprints.find(options("\"sipvicious\"<sip:100@1.1.1.1>;tag=1", "<sip:x@y.example>", "x"))
                .isPresent());
        assertTrue(fingerprints.find(options("<sip:x@y.example>;tag=1", "<sip:100@1.1.1.1>", "x")).isPresent());
        assertFalse(fingerprints.find(options("<sip:101@1.1.1.1>;tag=1", "<sip:x@y.example>", "x")).isPresent());
    }

    @Test
    void shouldKnowTheTagsOfSipvicious() {
        String tag = HexFormat.of().formatHex("1001\u00013582190452".getBytes(StandardCharsets.ISO_8859_1));

        assertTrue(fingerprints.find(options("<sip:a@b.example>;tag=" + tag, "<sip:c@d.example>", "x")).isPresent());
    }

    @Test
    void shouldNotTakeRandomHexTagsForThoseOfSipvicious() {
        Random random = new Random(11);
        for (int i = 0; i < 100_000; i++) {
            byte[] octets = new byte[16];
            random.nextBytes(octets);
            String tag = HexFormat.of().formatHex(octets);
            assertFalse(Fingerprints.isSipviciousTag(tag), tag);
        }
        assertFalse(Fingerprints.isSipviciousTag("3132333435363738"));
        assertFalse(Fingerprints.isSipviciousTag(""));
        assertFalse(Fingerprints.isSipviciousTag("01"));
    }

    private static SipRequest options(String from, String to, String agent) {
        byte[] bytes = ("OPTIONS sip:203.0.113.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: " + from
                + "\r\nTo: " + to + "\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nUser-Agent: " + agent
                + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        return (SipRequest) ((ParseResult.Parsed) SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT))
                .message();
    }
}
