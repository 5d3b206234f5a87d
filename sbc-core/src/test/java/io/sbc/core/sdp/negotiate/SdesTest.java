package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.SrtpSuite;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which crypto line is selected, and which answers are taken (RFC 4568 §5.1, §6.3, §7.1). */
class SdesTest {

    private static final RtpSecurityPolicy POLICY = new RtpSecurityPolicy(Inbound.SRTP_OR_RTP, Outbound.SRTP_ONLY,
            SrtpSuite.AES_CM_128_HMAC_SHA1_80,
            List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80, SrtpSuite.AES_CM_128_HMAC_SHA1_32));

    @Test
    void shouldPreferThePreferredSuiteWhereverItStands() {
        assertEquals(Optional.of(2), selected("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + key('a'),
                "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + key('b')));
    }

    @Test
    void shouldTakeSrtpFromAvpWithCrypto() {
        assertEquals(Optional.of(1), selected("RTP/AVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + key('a')));
        assertEquals(Optional.empty(),
                Sdes.choose(POLICY, stream("RTP/AVP", "a=crypto:1 NOPE inline:" + key('a')), OurKeys.NONE));
    }

    @Test
    void shouldRefuseSavpWithoutCrypto() {
        NotAcceptable e = assertThrows(NotAcceptable.class,
                () -> Sdes.choose(POLICY, stream("RTP/SAVP"), OurKeys.NONE));

        assertEquals("audio (m-line 1) has no usable a=crypto line", e.getMessage());
    }

    @Test
    void shouldIgnoreCryptoOfTheSessionLevel() {
        SdpSession session = parse("v=0\r\nc=IN IP4 192.0.2.1\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('a')
                + "\r\nm=audio 4000 RTP/SAVP 0\r\n");

        assertThrows(NotAcceptable.class, () -> Sdes.choose(POLICY, PeerStream.read(session, 0), OurKeys.NONE));
    }

    @Test
    void shouldRefuseOfferWithOurOwnKey() {
        OurKeys keys = OurKeys.NONE.withKeysFor(POLICY.enabled(), new SplittableRandom(1));
        String ours = Base64.getEncoder().encodeToString(keys.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80).keyAndSalt());

        assertThrows(NotAcceptable.class, () -> Sdes.choose(POLICY,
                stream("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + ours), keys));
    }

    @Test
    void shouldOfferEachSuiteWithAKeyOfItsOwn() {
        OurKeys keys = Sdes.keysForOffer(POLICY, OurKeys.NONE, new SplittableRandom(1));

        List<Sdes.Offered> lines = Sdes.offer(POLICY, keys);

        assertEquals(List.of(1, 2), lines.stream().map(Sdes.Offered::tag).toList());
        assertEquals(SrtpSuite.AES_CM_128_HMAC_SHA1_80, lines.getFirst().key().suite());
        assertNotEquals(Base64.getEncoder().encodeToString(lines.get(0).key().keyAndSalt()),
                Base64.getEncoder().encodeToString(lines.get(1).key().keyAndSalt()));
    }

    @Test
    void shouldTakeExactlyTheOfferedTagAndSuite() {
        OurKeys keys = Sdes.keysForOffer(POLICY, OurKeys.NONE, new SplittableRandom(1));
        List<Sdes.Offered> lines = Sdes.offer(POLICY, keys);
        String ours = lines.get(1).toAttribute().write();

        Sdes.Agreed agreed = Sdes.accept(POLICY, lines,
                stream("RTP/SAVP", "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + key('p'))).orElseThrow();

        assertEquals(lines.get(1).key(), agreed.ourKey());
        assertEquals(SrtpSuite.AES_CM_128_HMAC_SHA1_32, agreed.peerKey().suite());
        for (List<String> wrong : List.of(List.<String>of(),
                List.of("a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + key('p')),
                List.of("a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:" + key('p')),
                List.of("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('p'),
                        "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + key('q')),
                List.of("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:short"),
                List.of("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('p') + "|1:4;inline:" + key('q') + "|2:4"),
                List.of("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('p') + " UNENCRYPTED_SRTP"),
                List.of("a=crypto:" + ours))) {
            PeerStream answer = stream("RTP/SAVP", wrong.toArray(String[]::new));
            assertThrows(NotAcceptable.class, () -> Sdes.accept(POLICY, lines, answer), wrong.toString());
        }
    }

    @Test
    void shouldRefuseCryptoThatWasNotOffered() {
        assertThrows(NotAcceptable.class, () -> Sdes.accept(POLICY, List.of(),
                stream("RTP/AVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('p'))));
    }

    private static Optional<Integer> selected(String profile, String... lines) {
        PeerStream stream = stream(profile, lines);
        try {
            return Sdes.choose(POLICY, stream, OurKeys.NONE).map(Sdes.Usable::tag);
        } catch (NotAcceptable e) {
            return Optional.empty();
        }
    }

    private static String key(char c) {
        byte[] key = new byte[30];
        Arrays.fill(key, (byte) c);
        return Base64.getEncoder().encodeToString(key);
    }

    private static PeerStream stream(String profile, String... lines) {
        return PeerStream.read(parse("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 " + profile + " 0\r\n"
                + String.join("\r\n", lines) + "\r\n"), 0);
    }

    private static SdpSession parse(String text) {
        return ((SdpParseResult.Parsed) SdpSession.parse(text.getBytes(StandardCharsets.UTF_8))).session();
    }

    @Test
    void shouldKeepTheSuiteInUseAndItsTagInALaterOffer() {
        OurKeys keys = OurKeys.NONE.withKeysFor(POLICY.enabled(), new SplittableRandom(7));
        OurKeys inUse = agreed(keys, "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + key('p'));

        List<Sdes.Offered> lines = Sdes.offer(POLICY, inUse.withKeysFor(POLICY.enabled(), new SplittableRandom(8)));

        assertEquals(List.of(2, 1), lines.stream().map(Sdes.Offered::tag).toList());
        assertEquals(keys.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32), lines.getFirst().key());
    }

    @Test
    void shouldStayWithTheSuiteInUseThoughThePreferredOneIsOfferedAgain() {
        PeerStream stream = stream("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('a'),
                "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + key('b'));

        OurKeys keys = OurKeys.NONE.withKeysFor(POLICY.enabled(), new SplittableRandom(7));

        OurKeys inUse = agreed(keys, "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + key('p'));

        assertEquals(2, Sdes.choose(POLICY, stream, inUse).orElseThrow().tag());
    }

    private static OurKeys agreed(OurKeys keys, String line) {
        PeerStream stream = stream("RTP/SAVP", line);
        return keys.agreed(Sdes.choose(POLICY, stream, OurKeys.NONE).map(each -> Sdes.agree(each, keys)), stream);
    }

    @Test
    void shouldCarryTheIdentifierOfTheOfferInTheAnswerAndInLaterOffers() {
        PeerStream stream = stream("RTP/SAVP",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('a') + "|2^20|1066:4");
        OurKeys keys = OurKeys.NONE.withKeysFor(POLICY.enabled(), new SplittableRandom(7));

        Sdes.Agreed agreed = Sdes.choose(POLICY, stream, OurKeys.NONE).map(each -> Sdes.agree(each, keys))
                .orElseThrow();

        assertEquals("1066:4", agreed.peerKey().identifier().orElseThrow().toString());
        assertEquals(1L << 20, agreed.peerKey().lifetimePackets());
        assertTrue(agreed.ours().toAttribute().write().endsWith("|1066:4"));
        OurKeys later = keys.agreed(Optional.of(agreed), stream);
        assertTrue(Sdes.offer(POLICY, later).getFirst().toAttribute().write().endsWith("|1066:4"));
        PeerStream without = stream("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('a'));
        Sdes.Agreed next = Sdes.choose(POLICY, without, later).map(each -> Sdes.agree(each, later)).orElseThrow();
        assertTrue(next.ourKey().identifier().isEmpty());
        assertTrue(next.ourKey().hasSecretOf(agreed.ourKey()), "the identifier alone makes no other key");
    }

    @Test
    void shouldTakeAnAnswerWhosePacketsCarryAnIdentifier() {
        OurKeys keys = Sdes.keysForOffer(POLICY, OurKeys.NONE, new SplittableRandom(1));

        Sdes.Agreed agreed = Sdes.accept(POLICY, Sdes.offer(POLICY, keys),
                stream("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key('p') + "|2^20|1:4"))
                .orElseThrow();

        assertEquals("1:4", agreed.peerKey().identifier().orElseThrow().toString());
        assertTrue(agreed.ourKey().identifier().isEmpty(), "ours do not");
    }

    @Test
    void shouldTakeTheMisspeltNamesOfAes256AndEchoThem() {
        RtpSecurityPolicy all = new RtpSecurityPolicy(Inbound.SRTP_OR_RTP, Outbound.SRTP_ONLY,
                SrtpSuite.AES_256_CM_HMAC_SHA1_80, List.of(SrtpSuite.values()));
        String key = Base64.getEncoder().encodeToString(new byte[46]);
        PeerStream stream = stream("RTP/SAVP", "a=crypto:5 AES_CM_256_HMAC_SHA1_80 inline:" + key);
        OurKeys keys = OurKeys.NONE.withKeysFor(all.enabled(), new SplittableRandom(7));

        Sdes.Agreed agreed = Sdes.choose(all, stream, OurKeys.NONE).map(each -> Sdes.agree(each, keys)).orElseThrow();

        assertEquals(SrtpSuite.AES_256_CM_HMAC_SHA1_80, agreed.peerKey().suite());
        assertTrue(agreed.ours().toAttribute().write().startsWith("5 AES_CM_256_HMAC_SHA1_80 inline:"));
        OurKeys later = keys.agreed(Optional.of(agreed), stream);
        assertEquals("AES_CM_256_HMAC_SHA1_80", Sdes.offer(all, later).getFirst().spelling(), "it may know no other");
    }
}
