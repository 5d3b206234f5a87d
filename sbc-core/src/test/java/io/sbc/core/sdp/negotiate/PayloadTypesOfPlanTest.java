package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sbc.core.Side;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.PayloadFormat;
import io.sbc.media.api.PayloadTypes;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What media is told of payload types: a peer sends what the other one described. */
class PayloadTypesOfPlanTest {

    private static final RtpSecurityPolicy PLAIN = new RtpSecurityPolicy(Inbound.RTP_ONLY, Outbound.RTP_ONLY,
            SrtpSuite.AES_CM_128_HMAC_SHA1_80, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80));

    @Test
    void shouldTellEachSideByTheDescriptionOfTheOther() {
        StreamPlan plan = plan("96 0 101", "rtpmap:96 opus/48000/2", "rtpmap:101 telephone-event/8000", "97 0 101",
                "rtpmap:97 opus/48000/2", "rtpmap:101 telephone-event/8000");

        PayloadTypes ofCaller = plan.set().orElseThrow().payloadTypes();
        assertEquals(new PayloadFormat(97, "opus", 48_000), ofCaller.format(97));
        assertEquals(48_000, ofCaller.format(96).clockRateHz(), "its own number, if it uses that");
        assertEquals("telephone-event", ofCaller.format(101).encoding());
        assertEquals("pcmu", ofCaller.format(0).encoding());
        assertEquals(new PayloadFormat(96, "opus", 48_000),
                plan.icp().orElseThrow().payloadTypes().negotiated().getFirst());
    }

    @Test
    void shouldBelieveTheOtherSideWhereBothUseANumberForDifferentCodecs() {
        StreamPlan plan = plan("96 0", "rtpmap:96 opus/48000/2", "rtpmap:0 PCMU/8000", "96 0",
                "rtpmap:96 iLBC/8000", "rtpmap:0 PCMU/8000");

        assertEquals("ilbc", plan.set().orElseThrow().payloadTypes().format(96).encoding());
        assertEquals("opus", plan.icp().orElseThrow().payloadTypes().format(96).encoding());
    }

    @Test
    void shouldLeaveOutWhatGoesWithoutSayingOrMakesNoSense() {
        StreamPlan plan = plan("0 8 99", "rtpmap:0 PCMU/8000", "rtpmap:8 PCMA/8000", "0 8 99", "rtpmap:99 x/0",
                "rtpmap:200 y/8000");

        assertEquals(PayloadTypes.STATIC, plan.set().orElseThrow().payloadTypes());
    }

    private static StreamPlan plan(String offered, String a, String b, String answered, String c, String d) {
        MediaNegotiation.Result.Relay offer = assertInstanceOf(MediaNegotiation.Result.Relay.class,
                MediaNegotiation.start(PLAIN, PLAIN, "sbc").receiveOffer(Side.SET, sdp(offered, a, b),
                        GoldenNegotiation.ports(1), new SplittableRandom(1)));
        MediaNegotiation.Result.Relay answer = assertInstanceOf(MediaNegotiation.Result.Relay.class,
                offer.next().receiveAnswer(Side.ICP, sdp(answered, c, d)));
        return answer.next().plan().streams().getFirst();
    }

    private static SdpSession sdp(String formats, String first, String second) {
        String text = String.join("\r\n", "v=0", "o=- 1 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0",
                "m=audio 4000 RTP/AVP " + formats, "a=" + first, "a=" + second, "");
        return assertInstanceOf(SdpParseResult.Parsed.class,
                SdpSession.parse(text.getBytes(StandardCharsets.UTF_8))).session();
    }
}
