package io.sbc.core.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Crypto lines of RFC 4568, RFC 6188 and RFC 7714: those printed there, and others made from their grammar and rules.
 * Whether a line is selected is {@code SdesTest}'s matter; here it is read or skipped.
 */
class CryptoAttributeRfcTest {

    record Case(String id, List<String> lines, String verdict) {

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = Objects
                .requireNonNull(CryptoAttributeRfcTest.class.getResourceAsStream("/sdp/crypto/sdes.json"))) {
            List<Case> cases = new ArrayList<>();
            for (JsonNode node : new ObjectMapper().readTree(in).get("cases")) {
                List<String> lines = new ArrayList<>();
                node.get("crypto").forEach(line -> lines.add(line.asText().substring("a=crypto:".length())));
                cases.add(new Case(node.get("id").asText(), lines, node.get("verdict").asText()));
            }
            return cases.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadOrSkipEveryLine(Case line) {
        boolean read = line.lines.stream().allMatch(value -> CryptoAttribute.parse(value).isPresent());

        assertEquals(!line.verdict.equals("invalid"), read);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldWriteWhatItRead(Case line) {
        for (String value : line.lines) {
            Optional<CryptoAttribute> read = CryptoAttribute.parse(value);
            if (read.isPresent()) {
                assertEquals(read, CryptoAttribute.parse(read.get().write()));
                assertTrue(value.equals(read.get().write()) || line.id.contains("nopad"), "only padding may be added");
            }
        }
    }

    @Test
    void shouldHaveEveryCase() throws IOException {
        assertEquals(37, cases().count());
    }

    @Test
    void shouldReadAllParts() {
        CryptoAttribute line = CryptoAttribute.parse("7 AES_CM_128_HMAC_SHA1_80"
                + " inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20|1:32 KDR=1 -hint").orElseThrow();

        assertEquals(7, line.tag());
        assertEquals("AES_CM_128_HMAC_SHA1_80", line.suite());
        assertEquals(30, line.keys().getFirst().keyAndSalt().length);
        assertEquals("2^20", line.keys().getFirst().lifetime());
        assertEquals(Optional.of("1:32"), line.keys().getFirst().masterKeyIdentifier());
        assertEquals(List.of("KDR=1", "-hint"), line.sessionParameters());
        assertEquals(1L << 20, line.keys().getFirst().lifetimePackets());
        assertTrue(line.hasMandatoryParameters());
    }

    @Test
    void shouldTellParametersThatMayBeIgnored() {
        String line = "1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj ";

        for (String harmless : List.of("-future", "WSH=64", "KDR=0", "FEC_ORDER=FEC_SRTP")) {
            assertFalse(CryptoAttribute.parse(line + harmless).orElseThrow().hasMandatoryParameters(), harmless);
        }
        for (String decisive : List.of("UNENCRYPTED_SRTP", "UNENCRYPTED_SRTCP", "UNAUTHENTICATED_SRTP", "KDR=24",
                "FEC_ORDER=SRTP_FEC", "future")) {
            assertTrue(CryptoAttribute.parse(line + decisive).orElseThrow().hasMandatoryParameters(), decisive);
        }
        for (String wrong : List.of("WSH=63", "WSH=x", "KDR=", "FEC_ORDER=x", "-")) {
            assertTrue(CryptoAttribute.parse(line + wrong).isEmpty(), wrong);
        }
    }

    @Test
    void shouldSkipLinesWithLeadingZerosOrIdentifiersOfSeveralLengths() {
        String line = "1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";

        for (String wrong : List.of("|020", "|2^020", "|2^20|01:4", "|2^20|1:04", "|2^20|:4", "|1:0",
                "|1:4;inline:AAAAdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2:2")) {
            assertTrue(CryptoAttribute.parse(line + wrong).isEmpty(), wrong);
        }
        assertTrue(
                CryptoAttribute.parse(line + "|1:4;inline:AAAAdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2:4").isPresent());
        assertEquals(1066, CryptoAttribute.parse(line + "|1066").orElseThrow().keys().getFirst().lifetimePackets());
        assertEquals(1L << 48, CryptoAttribute.parse(line).orElseThrow().keys().getFirst().lifetimePackets());
    }

    @Test
    void shouldNeverPrintAKey() {
        String key = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
        CryptoAttribute line = CryptoAttribute.parse("1 AES_CM_128_HMAC_SHA1_80 inline:" + key).orElseThrow();

        assertFalse(line.toString().contains(key));
        assertFalse(line.keys().toString().contains(key));
        assertFalse(SdpLine.attribute("crypto", line.write()).toString().contains(key));
    }
}
