package io.sbc.core.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Challenges and credentials as text. */
class DigestHeadersTest {

    private static final String REST = ", nonce=\"n\", uri=\"sip:x\", response=\"r\"";

    @Test
    void shouldReadEveryParameterOfAChallenge() {
        List<DigestChallenge> found = DigestChallenge
                .parse("digest realm = \"a \\\"b\\\"\" ,nonce=\"n,1\", opaque=\"o\","
                        + " ALGORITHM=sha-256, stale=TRUE, qop=\"auth-int,\r\n auth\", domain=\"sip:a\", x=y");

        assertEquals(List.of(new DigestChallenge("a \"b\"", "n,1", "sha-256", "o", true, List.of("auth-int", "auth"))),
                found);
        assertEquals(DigestAlgorithm.SHA_256, found.get(0).knownAlgorithm().orElseThrow());
    }

    @Test
    void shouldTakeMd5WithoutAlgorithmAndTheLegacyFormWithoutQop() {
        DigestChallenge challenge = DigestChallenge.parse("Digest realm=\"r\", nonce=\"n\"").get(0);

        assertEquals(DigestAlgorithm.MD5, challenge.knownAlgorithm().orElseThrow());
        assertTrue(challenge.qop().isEmpty());
        assertFalse(challenge.stale());
    }

    @Test
    void shouldSplitSeveralChallengesInOneField() {
        List<DigestChallenge> found = DigestChallenge.parse("Digest realm=\"a\", nonce=\"1\", algorithm=SHA-256,"
                + " Basic realm=\"b\", Digest realm=\"c\", nonce=\"2\"");

        assertEquals(List.of("a", "c"), found.stream().map(DigestChallenge::realm).toList());
    }

    @Test
    void shouldWriteWhatItReads() {
        DigestChallenge challenge = new DigestChallenge("re\"alm\\", "nonce", "SHA-256", "op", true, List.of("auth"));

        assertEquals(List.of(challenge), DigestChallenge.parse(challenge.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Digest", "Digest ", "Digest realm", "Digest realm=", "Digest realm=\"a",
        "Digest realm=\"a\\", "Digest realm=\"a\" nonce=\"b\"", "Digest realm=\"a\", realm=\"b\", nonce=\"c\"",
        "Digest realm=\"a\",, nonce=\"b\"", "Digest realm=\"a\", nonce=\"b\",",
        "Digest realm=\"a\", nonce=\"b\", Basic",
        "Digest ,realm=\"a\", nonce=\"b\"", "Digest realm=\"a\0\", nonce=\"b\"", "Digest realm=\"a\nb\", nonce=\"c\"",
        "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256\nsess", "Digest =\"a\", nonce=\"b\"",
        "Digest realm=\"a\", nonce=\"\""})
    void shouldTakeNothingFromAMalformedChallenge(String field) {
        assertEquals(List.of(), DigestChallenge.parse(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Digest uses: 60", "Digest a a=\"\",real", "Digest username=\"\"" + REST,
        "Digest nonce=\"n\", uri=\"sip:x\", response=\"r\"", "Digest username=\"a\0b\"" + REST,
        "Digest username=\"a\", qop=auth, nc=1, cnonce=\"c\"" + REST,
        "Digest username=\"a\", qop=auth, nc=0000000g, cnonce=\"c\"" + REST,
        "Digest username=\"a\", qop=auth, nc=00000001" + REST,
        "Digest username=\"a\"" + REST + ", Digest username=\"b\"" + REST,
        "Digest username=\"a\", algorithm=SHA-256\nsess" + REST})
    void shouldCallCredentialsMalformedThatAre(String field) {
        assertTrue(DigestCredentials.isDigest(field));
        assertTrue(DigestCredentials.parse(field).isEmpty());
    }

    @Test
    void shouldRefuseAUserNameOfFourKilobytes() {
        assertTrue(DigestCredentials.parse("Digest username=\"" + "a".repeat(4096) + "\"" + REST).isEmpty());
    }

    @Test
    void shouldRefuseMoreParametersOrChallengesThanTheLimit() {
        String many = "Digest realm=\"a\", nonce=\"b\"" + IntStream.range(0, AuthParameters.PARAMETERS_MAX)
                .mapToObj(i -> ", p" + i + "=v").reduce("", String::concat);
        String challenges = String.join(", ",
                java.util.Collections.nCopies(AuthParameters.CHALLENGES_MAX + 1, "Digest realm=\"a\", nonce=\"b\""));

        assertEquals(List.of(), DigestChallenge.parse(many));
        assertEquals(List.of(), DigestChallenge.parse(challenges));
    }

    @Test
    void shouldUndoQuotedPairsInAUserName() {
        assertEquals("a\"b", DigestCredentials.parse("Digest username=\"a\\\"b\"" + REST).orElseThrow().username());
    }

    @Test
    void shouldNotPrintTheResponse() {
        DigestCredentials credentials = DigestCredentials
                .parse("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"cafe0123\"")
                .orElseThrow();

        assertFalse(credentials.toString().contains("cafe0123"));
    }

    @Test
    void shouldSurviveAnyText() {
        String alphabet = "Digest =\",\\\r\n\t\0abcnonce realm;é";
        Random random = new Random(7616);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? "Digest " : "");
            random.ints(random.nextInt(40), 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));

            for (DigestChallenge challenge : DigestChallenge.parse(text.toString())) {
                assertEquals(List.of(challenge), DigestChallenge.parse(challenge.toString()), text.toString());
            }
        }
    }
}
