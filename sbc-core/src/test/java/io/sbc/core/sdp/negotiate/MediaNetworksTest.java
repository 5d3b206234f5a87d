package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sbc.core.Side;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.api.SrtpSuite;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a description must not make us send media to. */
class MediaNetworksTest {

    private static final RtpSecurityPolicy ANY = new RtpSecurityPolicy(RtpSecurityPolicy.Inbound.SRTP_OR_RTP,
            RtpSecurityPolicy.Outbound.RTP_ONLY, SrtpSuite.AES_CM_128_HMAC_SHA1_80,
            List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80));
    private static final MediaNetworks NETWORKS = new MediaNetworks(List.of(),
            List.of(new MediaNetworks.Network(InetAddress.ofLiteral("198.18.0.0"), 15)), false,
            List.of(new MediaNetworks.PortRange(InetAddress.ofLiteral("203.0.113.5"), 20_000, 29_999)));

    @ParameterizedTest
    @CsvSource({"127.0.0.1, loopback", "198.18.7.7, denied", "203.0.113.5, ourselves", "240.1.1.1, no host"})
    void shouldRefuseAnOfferThatPointsThere(String address, String reason) {
        MediaNegotiation.Result result = offer("m=audio 20002 RTP/AVP 8\r\nc=IN IP4 " + address + "\r\n");

        MediaNegotiation.Result.Refused refused = assertInstanceOf(MediaNegotiation.Result.Refused.class, result);
        assertEquals("audio (m-line 1) has an address that media may not go to: " + reason, refused.reason());
        assertEquals(399, refused.warnCode());
    }

    @Test
    void shouldRefuseAnOfferWhoseReportsWouldGoThere() {
        assertInstanceOf(MediaNegotiation.Result.Refused.class,
                offer("m=audio 4000 RTP/AVP 8\r\nc=IN IP4 192.0.2.1\r\na=rtcp:4001 IN IP4 127.0.0.1\r\n"));
    }

    @Test
    void shouldRefuseAnAnswerThatPointsThere() {
        MediaNegotiation.Result.Relay offered = assertInstanceOf(MediaNegotiation.Result.Relay.class,
                offer("m=audio 4000 RTP/AVP 8\r\nc=IN IP4 192.0.2.1\r\n"));

        assertInstanceOf(MediaNegotiation.Result.Refused.class, offered.next().receiveAnswer(Side.ICP,
                parse("m=audio 4000 RTP/AVP 8\r\nc=IN IP4 198.19.255.255\r\n")));
    }

    @Test
    void shouldTakeHoldWithoutAddressAndStreamsThatAreOff() {
        assertInstanceOf(MediaNegotiation.Result.Relay.class,
                offer("m=audio 4000 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\nm=video 0 RTP/AVP 96\r\nc=IN IP4 127.0.0.1\r\n"));
    }

    private static MediaNegotiation.Result offer(String media) {
        SdpSession session = parse(media);
        return MediaNegotiation.start(ANY.within(NETWORKS), ANY.within(NETWORKS), "sbc").receiveOffer(Side.SET, session,
                GoldenNegotiation.ports(session.media().size()), new SplittableRandom(1));
    }

    private static SdpSession parse(String media) {
        String text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n" + media;
        return ((SdpParseResult.Parsed) SdpSession.parse(text.getBytes(StandardCharsets.UTF_8))).session();
    }
}
