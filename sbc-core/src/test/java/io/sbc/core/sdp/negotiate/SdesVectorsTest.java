package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.core.Side;
import io.sbc.core.sdp.CryptoAttribute;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.MediaNegotiation.Result;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of {@code sdes.json} through a whole negotiation: which line of an offer is selected and how it is answered,
 * and each of its rules about offers and answers. A case that nobody knows fails.
 */
class SdesVectorsTest {

    /** Rules about packets, which are not decided here: the media plane's contexts are per SSRC, numbers are the sender's. */
    private static final Set<String> OF_MEDIA = Set.of("ssrc-change", "initial-seq");

    /** A choice of the configuration: the outbound setting of a side that is reached in clear (docs/media-security.md). */
    private static final Set<String> OF_CONFIGURATION = Set.of("keys-only-over-tls");

    private static final String KEY_OF_PEER = "KjVAS1ZhbHeCjZijrrnEz9rl8PsGERwnMj1IU15p";
    private static final String OTHER_KEY = "T1plcHuGkZynsr3I097p9P8KFSArNkFMV2JteIOO";

    private static JsonNode vectors() throws IOException {
        try (InputStream in = Objects
                .requireNonNull(SdesVectorsTest.class.getResourceAsStream("/sdp/crypto/sdes.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Stream<String> ids(String list) throws IOException {
        return StreamSupport.stream(vectors().get(list).spliterator(), false).map(node -> node.get("id").asText());
    }

    static Stream<String> cases() throws IOException {
        return ids("cases");
    }

    static Stream<String> rules() throws IOException {
        return ids("offer_answer");
    }

    private static JsonNode node(String list, String id) throws IOException {
        return StreamSupport.stream(vectors().get(list).spliterator(), false)
                .filter(node -> node.get("id").asText().equals(id)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSelectTheLineOfEachCase(String id) throws IOException {
        JsonNode node = node("cases", id);
        List<String> lines = StreamSupport.stream(node.get("crypto").spliterator(), false).map(JsonNode::asText)
                .toList();
        String firstTag = lines.getFirst().split("[: ]", -1)[1];
        String select = node.path("select").asText("");
        Optional<String> expected = switch (node.get("verdict").asText()) {
            case "invalid", "refuse-line", "reject-media" -> Optional.empty();
            case "valid", "either", "support or refuse-line" ->
                Optional.of(select.matches("[0-9]+") ? select : firstTag);
            default -> throw new AssertionError("a new verdict: " + node);
        };

        Optional<String> answer = answered(lines);

        assertEquals(expected, answer.map(line -> line.split(" ", -1)[0]));
        if (answer.isPresent()) {
            String offered = lines.stream().filter(line -> line.startsWith("a=crypto:" + expected.orElseThrow() + ' '))
                    .findFirst().orElseThrow();
            assertEquals(offered.split(" ", -1)[1], answer.get().split(" ", -1)[1], "the suite as it was written");
            CryptoAttribute theirs = CryptoAttribute.parse(offered.substring("a=crypto:".length())).orElseThrow();
            CryptoAttribute ours = CryptoAttribute.parse(answer.get()).orElseThrow();
            assertEquals(theirs.keys().getFirst().masterKeyIdentifier(), ours.keys().getFirst().masterKeyIdentifier());
            assertTrue(ours.sessionParameters().isEmpty());
        }
    }

    /** The crypto line of our answer to an RTP/SAVP offer; empty when the offer is refused, with a reason in words. */
    private static Optional<String> answered(List<String> lines) {
        SrtpSuite preferred = lines.stream().map(line -> line.split(" +", -1)).filter(parts -> parts.length > 1)
                .flatMap(parts -> Stream.of(SrtpSuite.values()).filter(suite -> suite.sdesName().equals(parts[1])))
                .findFirst().orElse(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        MediaNegotiation start = start(preferred, Outbound.RTP_ONLY);
        return switch (offer(start, "RTP/SAVP", String.join("\r\n", lines))) {
            case Result.Refused refused -> {
                assertEquals(306, refused.warnCode());
                assertFalse(refused.reason().isBlank());
                yield Optional.empty();
            }
            case Result.Relay relay -> Optional.of(crypto(answer(relay, "RTP/AVP", "")).getFirst());
        };
    }

    private static MediaNegotiation start(SrtpSuite preferred, Outbound icp) {
        return MediaNegotiation.start(
                new RtpSecurityPolicy(Inbound.SRTP_OR_RTP, Outbound.SRTP_ONLY, preferred, List.of(SrtpSuite.values())),
                new RtpSecurityPolicy(Inbound.SRTP_OR_RTP, icp, SrtpSuite.AES_CM_128_HMAC_SHA1_80,
                        List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)),
                "sbc");
    }

    private static Result offer(MediaNegotiation state, String profile, String lines) {
        return state.receiveOffer(Side.SET, description(4000, profile, lines), GoldenNegotiation.ports(1),
                new SplittableRandom(3));
    }

    private static Result.Relay answer(Result.Relay offered, String profile, String lines) {
        return (Result.Relay) offered.next().receiveAnswer(Side.ICP, description(9000, profile, lines));
    }

    private static SdpSession description(int port, String profile, String lines) {
        return parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio " + port + ' '
                + profile + " 0\r\n" + lines + (lines.isEmpty() ? "" : "\r\n"));
    }

    private static SdpSession parse(String text) {
        return ((SdpParseResult.Parsed) SdpSession.parse(text.getBytes(StandardCharsets.UTF_8))).session();
    }

    private static List<String> crypto(Result.Relay relay) {
        return relay.description().media().getFirst().attributes("crypto");
    }

    private static String key(String line) {
        return line.substring(line.indexOf("inline:") + "inline:".length());
    }

    /** One rule. */
    @ParameterizedTest
    @MethodSource("rules")
    void shouldKeepTheRule(String id) throws IOException {
        JsonNode rule = node("offer_answer", id);
        String offer = rule.path("offer").asText("");
        switch (id) {
            case "answer-key-differs" -> assertNotEquals(key(offer), key(answerTo(offer)));
            case "answer-tag-echo" -> assertTrue(answerTo(offer).startsWith("7 AES_CM_128_HMAC_SHA1_80 inline:"));
            case "peer-answer-unknown-tag", "peer-answer-other-suite", "peer-answer-no-crypto",
                    "peer-answer-two-lines" ->
                assertAnswerFails(rule.path("answer").isNull() ? "" : rule.path("answer").asText());
            case "peer-answer-same-key" -> {
                Result.Relay offered = (Result.Relay) offer(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80,
                        Outbound.SRTP_ONLY), "RTP/AVP", "");
                assertRefused(offered.next().receiveAnswer(Side.ICP,
                        description(9000, "RTP/SAVP", "a=crypto:" + crypto(offered).getFirst())));
            }
            case "savp-without-crypto" -> assertRefused(
                    offer(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80, Outbound.RTP_ONLY), "RTP/SAVP", ""));
            case "avp-with-crypto" -> {
                Result.Relay relay = answer((Result.Relay) offer(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80,
                        Outbound.RTP_ONLY), "RTP/AVP", offer), "RTP/AVP", "");
                assertEquals("RTP/AVP", relay.description().media().getFirst().profile(), "as in its offer");
                assertTrue(
                        key(relay.next(), Side.SET, true).isPresent() && key(relay.next(), Side.SET, false).isPresent(),
                        "SRTP in both directions");
            }
            case "session-level-crypto" -> assertRefused(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80, Outbound.RTP_ONLY)
                    .receiveOffer(Side.SET, parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY_OF_PEER + "\r\nm=audio 4000 RTP/SAVP 0"
                            + "\r\n"), GoldenNegotiation.ports(1), new SplittableRandom(1)));
            case "dtls-and-sdes" -> {
                Result.Relay relay = answer((Result.Relay) offer(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80,
                        Outbound.RTP_ONLY), "RTP/SAVP", offer), "RTP/AVP", "");
                assertEquals(1, crypto(relay).size());
                assertFalse(relay.description().media().getFirst().has("fingerprint"));
            }
            case "reinvite-same-key-same-addr" -> assertReinvite(4000, KEY_OF_PEER, true, true);
            case "reinvite-new-key" -> assertReinvite(4000, OTHER_KEY, false, false);
            // §7.1.4 demands a new key of the peer; one that keeps its own is served, and gets a new one of ours
            case "reinvite-new-port" -> assertReinvite(4010, KEY_OF_PEER, true, false);
            case "log-redaction" -> {
                Result.Relay relay = (Result.Relay) offer(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80,
                        Outbound.SRTP_ONLY), "RTP/SAVP",
                        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY_OF_PEER
                                + "|2^20|1:4");
                String printed = relay.description() + relay.next().describe(Side.SET) + relay.next().plan();
                assertFalse(printed.contains("inline:") || printed.contains(KEY_OF_PEER), printed);
            }
            default -> assertTrue(OF_MEDIA.contains(id) || OF_CONFIGURATION.contains(id), "a new rule: " + rule);
        }
    }

    private static String answerTo(String offer) {
        return crypto(answer((Result.Relay) offer(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80, Outbound.RTP_ONLY),
                "RTP/SAVP", offer), "RTP/AVP", "")).getFirst();
    }

    private static void assertAnswerFails(String lines) {
        Result.Relay offered = (Result.Relay) offer(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80, Outbound.SRTP_ONLY),
                "RTP/AVP", "");

        assertRefused(offered.next().receiveAnswer(Side.ICP, description(9000, "RTP/SAVP", lines)));
    }

    private static void assertRefused(Result result) {
        Result.Refused refused = Assertions.assertInstanceOf(Result.Refused.class, result);
        assertFalse(refused.reason().isBlank());
    }

    /** A second offer of the peer on the set side, from this port and with this key. */
    private static void assertReinvite(int port, String key, boolean keepsTheirs, boolean keepsOurs) {
        Result.Relay first = answer((Result.Relay) offer(start(SrtpSuite.AES_CM_128_HMAC_SHA1_80, Outbound.RTP_ONLY),
                "RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY_OF_PEER), "RTP/AVP", "");
        Result.Relay second = (Result.Relay) first.next().receiveOffer(Side.SET,
                description(port, "RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key),
                GoldenNegotiation.ports(1), new SplittableRandom(4));
        assertEquals(first.next().plan(), second.next().plan(), "until the answer nothing changes");
        MediaNegotiation after = answer(second, "RTP/AVP", "").next();

        assertEquals(keepsTheirs, key(first.next(), Side.SET, false).equals(key(after, Side.SET, false)));
        assertEquals(keepsOurs, key(first.next(), Side.SET, true).equals(key(after, Side.SET, true)));
        assertEquals(Optional.of(key), key(after, Side.SET, false)
                .map(each -> Base64.getEncoder().encodeToString(each.keyAndSalt())));
    }

    private static Optional<SrtpKey> key(MediaNegotiation negotiation, Side side, boolean ours) {
        EndpointPlan endpoint = negotiation.plan().streams().getFirst().on(side.media()).orElseThrow();
        return (ours ? endpoint.send() : endpoint.receive()) instanceof Protection.Srtp srtp
                ? Optional.of(srtp.key())
                : Optional.empty();
    }
}
