package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.media.api.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a=rtpmap reaches the media plane, and so the names of metrics and files. */
class PeerStreamTest {

    private static List<PayloadFormat> formats(String... maps) {
        StringBuilder text = new StringBuilder("""
                v=0\r
                o=- 1 1 IN IP4 192.0.2.1\r
                s=-\r
                c=IN IP4 192.0.2.1\r
                t=0 0\r
                m=audio 4000 RTP/AVP 0 96 97 101\r
                """);
        for (String map : maps) {
            text.append("a=rtpmap:").append(map).append("\r\n");
        }
        return PeerStream.read(
                assertInstanceOf(SdpParseResult.Parsed.class,
                        SdpSession.parse(text.toString().getBytes(StandardCharsets.UTF_8))).session(),
                0).payloadFormats();
    }

    @Test
    void shouldTellFormatsInTheOrderOfTheirNumbers() {
        assertEquals(
                List.of(new PayloadFormat(96, "opus", 48_000), new PayloadFormat(97, "g7221", 16_000),
                        new PayloadFormat(101, "telephone-event", 8000)),
                formats("101 telephone-event/8000", "96 opus/48000/2", "97 G7221/16000"));
    }

    @Test
    void shouldLeaveOutWhatGoesWithoutSaying() {
        assertEquals(List.of(), formats("0 PCMU/8000"));
        assertEquals(List.of(new PayloadFormat(0, "pcmu", 16_000)), formats("0 PCMU/16000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"96 opus", "96 /8000", "96 opus/", "96 opus/08000", "96 opus/80000000", "96 opus/8k",
        "96 op us/8000", "96 <b>/8000", "96 abcdefghijklmnopqrstuvwxyz0123456/8000", "128 opus/48000",
        "x opus/48000", "96 opus//2"})
    void shouldLeaveOutWhatMakesNoSense(String map) {
        assertEquals(List.of(), formats(map));
    }
}
