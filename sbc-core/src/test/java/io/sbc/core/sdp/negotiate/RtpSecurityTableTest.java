package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sdp.SdpMedia;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpSuite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every RTP security setting × every kind of offer × every kind of answer, for both sides as the caller's (requirements
 * MED-3, MED-4; lesson 5). The two tables below are the whole truth; the test combines them.
 */
class RtpSecurityTableTest {

    private static final String KEY = Base64.getEncoder().encodeToString(filled('p'));

    /** What a peer offers. */
    enum Offered {
        AVP("RTP/AVP", false),
        AVP_WITH_CRYPTO("RTP/AVP", true),
        SAVP("RTP/SAVP", true),
        SAVP_WITHOUT_CRYPTO("RTP/SAVP",
                false);

        final String profile;
        final boolean crypto;

        Offered(String profile, boolean crypto) {
            this.profile = profile;
            this.crypto = crypto;
        }
    }

    /** What a peer answers: with or without a crypto line, the line one of ours or not. */
    enum Answered {
        PLAIN(""),
        CRYPTO("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY),
        OTHER_TAG(
                "a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:"
                        + KEY),
        OTHER_SUITE("a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + KEY);

        final String line;

        Answered(String line) {
            this.line = line;
        }
    }

    enum Outcome {
        RTP,
        SRTP,
        REFUSED
    }

    /** Inbound setting × offer. */
    static Outcome ofOffer(Inbound inbound, Offered offer) {
        return switch (inbound) {
            case SRTP_OR_RTP -> switch (offer) {
                case AVP -> Outcome.RTP;
                case AVP_WITH_CRYPTO, SAVP -> Outcome.SRTP;
                case SAVP_WITHOUT_CRYPTO -> Outcome.REFUSED;
            };
            case SRTP_ONLY -> switch (offer) {
                case AVP_WITH_CRYPTO, SAVP -> Outcome.SRTP;
                case AVP, SAVP_WITHOUT_CRYPTO -> Outcome.REFUSED;
            };
            case RTP_ONLY -> switch (offer) {
                case AVP, AVP_WITH_CRYPTO -> Outcome.RTP;
                case SAVP, SAVP_WITHOUT_CRYPTO -> Outcome.REFUSED;
            };
        };
    }

    /** Outbound setting × answer. */
    static Outcome ofAnswer(Outbound outbound, Answered answer) {
        return switch (answer) {
            case OTHER_TAG, OTHER_SUITE -> Outcome.REFUSED;
            case PLAIN -> outbound == Outbound.SRTP_ONLY ? Outcome.REFUSED : Outcome.RTP;
            case CRYPTO -> outbound == Outbound.RTP_ONLY ? Outcome.REFUSED : Outcome.SRTP;
        };
    }

    static Stream<Arguments> everything() {
        List<Arguments> rows = new ArrayList<>();
        for (Side caller : Side.values()) {
            for (Inbound inbound : Inbound.values()) {
                for (Offered offer : Offered.values()) {
                    for (Outbound outbound : Outbound.values()) {
                        for (Answered answer : Answered.values()) {
                            rows.add(Arguments.of(caller, inbound, offer, outbound, answer));
                        }
                    }
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldFollowTheTables(Side caller, Inbound inbound, Offered offer, Outbound outbound, Answered answer) {
        RtpSecurityPolicy ofCaller = policy(inbound, Outbound.SRTP_ONLY);
        RtpSecurityPolicy ofCalled = policy(Inbound.SRTP_ONLY, outbound);
        MediaNegotiation start = caller == Side.SET
                ? MediaNegotiation.start(ofCaller, ofCalled, "sbc")
                : MediaNegotiation.start(ofCalled, ofCaller, "sbc");

        MediaNegotiation.Result offered = start.receiveOffer(caller, description(offer.profile,
                offer.crypto ? "a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:" + KEY : ""), GoldenNegotiation.ports(1),
                new SplittableRandom(1));

        Outcome first = ofOffer(inbound, offer);
        if (first == Outcome.REFUSED) {
            assertInstanceOf(MediaNegotiation.Result.Refused.class, offered);
            return;
        }
        MediaNegotiation.Result.Relay relayed = assertInstanceOf(MediaNegotiation.Result.Relay.class, offered);
        assertOffer(outbound, relayed.description().media().getFirst());

        MediaNegotiation.Result answered = relayed.next().receiveAnswer(caller.opposite(),
                description(relayed.description().media().getFirst().profile(), answer.line));

        Outcome second = ofAnswer(outbound, answer);
        if (second == Outcome.REFUSED) {
            assertInstanceOf(MediaNegotiation.Result.Refused.class, answered);
            return;
        }
        MediaNegotiation.Result.Relay done = assertInstanceOf(MediaNegotiation.Result.Relay.class, answered);
        SdpMedia toCaller = done.description().media().getFirst();
        assertEquals(offer.profile, toCaller.profile(), "an answer has the profile of its offer");
        assertEquals(first == Outcome.SRTP ? 1 : 0, toCaller.attributes("crypto").size());
        assertTrue(toCaller.attributes("crypto").stream().allMatch(line -> line.startsWith("4 ")), "its tag");
        assertProtection(first, done.next(), caller);
        assertProtection(second, done.next(), caller.opposite());
    }

    private static void assertOffer(Outbound outbound, SdpMedia media) {
        assertEquals(outbound == Outbound.SRTP_ONLY ? "RTP/SAVP" : "RTP/AVP", media.profile());
        assertEquals(outbound == Outbound.RTP_ONLY ? 0 : 2, media.attributes("crypto").size());
    }

    private static void assertProtection(Outcome outcome, MediaNegotiation negotiation, Side side) {
        EndpointPlan endpoint = negotiation.plan().streams().getFirst().on(side.media()).orElseThrow();
        for (Protection protection : List.of(endpoint.receive(), endpoint.send())) {
            assertEquals(outcome == Outcome.SRTP, protection instanceof Protection.Srtp, side + " " + endpoint);
        }
        assertEquals(outcome == Outcome.SRTP ? "audio AES_CM_128_HMAC_SHA1_80" : "audio RTP",
                negotiation.describe(side));
    }

    private static RtpSecurityPolicy policy(Inbound inbound, Outbound outbound) {
        return new RtpSecurityPolicy(inbound, outbound, SrtpSuite.AES_CM_128_HMAC_SHA1_80,
                List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32, SrtpSuite.AES_CM_128_HMAC_SHA1_80));
    }

    private static byte[] filled(char c) {
        byte[] key = new byte[30];
        Arrays.fill(key, (byte) c);
        return key;
    }

    private static SdpSession description(String profile, String line) {
        String text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 " + profile
                + " 0\r\n" + line + (line.isEmpty() ? "" : "\r\n");
        return ((SdpParseResult.Parsed) SdpSession.parse(text.getBytes(StandardCharsets.UTF_8))).session();
    }
}
