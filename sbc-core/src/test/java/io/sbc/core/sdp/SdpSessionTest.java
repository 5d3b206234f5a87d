package io.sbc.core.sdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdpSessionTest {

    private static final String TWO_STREAMS = """
            v=0
            o=alice 2890844526 2890844526 IN IP4 host.atlanta.example.com
            s=-
            x=unknown line
            c=IN IP4 192.0.2.1
            b=AS:128
            t=0 0
            a=sendonly
            a=nobody:knows this
            m=audio 49170 RTP/AVP 0 8 97
            a=rtpmap:97 iLBC/8000
            a=ptime:20
            m=video 51372/2 RTP/SAVPF 31 32
            c=IN IP6 2001:db8::1
            a=recvonly
            a=rtcp-mux
            """;

    @Test
    void shouldReadSessionAndStreams() {
        SdpSession session = parsed(TWO_STREAMS);

        assertEquals(Optional.of("192.0.2.1"), session.connectionAddress());
        SdpMedia audio = session.media().get(0);
        SdpMedia video = session.media().get(1);
        assertEquals("audio", audio.type());
        assertEquals(49170, audio.port());
        assertEquals("RTP/AVP", audio.profile());
        assertEquals(List.of("0", "8", "97"), audio.formats());
        assertEquals(List.of("97 iLBC/8000"), audio.attributes("rtpmap"));
        assertEquals(List.of(), audio.attributes("fmtp"));
        assertEquals(51372, video.port());
        assertEquals(List.of(""), video.attributes("rtcp-mux"));
        assertEquals(Optional.of("192.0.2.1"), session.connectionAddress(audio));
        assertEquals(Optional.of("2001:db8::1"), session.connectionAddress(video));
        assertEquals(Direction.SENDONLY, session.direction(audio));
        assertEquals(Direction.RECVONLY, session.direction(video));
    }

    @Test
    void shouldWriteEveryLineInItsPlaceWithCrLf() {
        byte[] wire = TWO_STREAMS.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);

        assertArrayEquals(wire, parsed(TWO_STREAMS).toBytes());
        assertArrayEquals(wire, assertInstanceOf(SdpParseResult.Parsed.class, SdpSession.parse(wire)).session()
                .toBytes());
    }

    @Test
    void shouldKeepOctetsOfAnyCharacterSet() {
        byte[] wire = "v=0\r\ns=M\u00fcller \u20ac\r\n".getBytes(StandardCharsets.UTF_8);
        wire[8] = (byte) 0xff;

        assertArrayEquals(wire, assertInstanceOf(SdpParseResult.Parsed.class, SdpSession.parse(wire)).session()
                .toBytes());
    }

    @Test
    void shouldTakeLastLineWithoutEndAndEmptyLinesBehind() {
        assertEquals(1, parsed("v=0\nm=audio 9 RTP/AVP 0").media().size());
        assertEquals(1, parsed("v=0\r\nm=audio 9 RTP/AVP 0\r\n\r\n\r\n").media().size());
    }

    @Test
    void shouldReadConnectionAddressWithoutTimeToLive() {
        assertEquals(Optional.of("233.252.0.1"), parsed("v=0\nc=IN IP4 233.252.0.1/127/3\n").connectionAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "o=- 1 1 IN IP4 h\nv=0\n", "v=1\n", "v=0\nhello\n", "v=0\n=x\n", "v=0\nm\n",
        "v=0\nV=0\n", "v=0\n\ns=x\n", "v=0\ns=a\rb\n", "v=0\ns=a\0b\n", "v=0\nm=audio RTP/AVP 0\n",
        "v=0\nm=audio 1\n", "v=0\nm=audio 65536 RTP/AVP 0\n", "v=0\nm=audio -1 RTP/AVP 0\n",
        "v=0\nm=audio x RTP/AVP 0\n", "v=0\nm=audio 4294967296 RTP/AVP 0\n", "v=0\nm=audio 1 RTP/AVP\n",
        "v=0\nc=IN IP4\n", "v=0\nc=192.0.2.1\n"})
    void shouldRefuseMalformed(String text) {
        assertInstanceOf(SdpParseResult.Malformed.class, SdpSession.parse(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void shouldLimitSizeAndStreams() {
        byte[] large = new byte[64 * 1024 + 1];
        Arrays.fill(large, (byte) 'x');
        String many = "v=0\n" + "m=audio 4000 RTP/AVP 0\n".repeat(17);

        assertTrue(malformed(large).contains("65536"));
        assertTrue(malformed(many.getBytes(StandardCharsets.UTF_8)).contains("16"));
        assertEquals(16, parsed("v=0\n" + "m=audio 4000 RTP/AVP 0\n".repeat(16)).media().size());
    }

    @Test
    void shouldNameTheLine() {
        assertTrue(malformed("v=0\ns=-\nrubbish\n".getBytes(StandardCharsets.UTF_8)).contains("line 3"));
    }

    @Test
    void shouldMaskKeysForPeople() {
        SdpSession session = parsed("""
                v=0
                k=clear:secret1
                m=audio 4000 RTP/SAVP 0
                a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:secret2
                a=key-mgmt:mikey secret3
                """);

        assertFalse(session.toString().contains("secret"));
        assertTrue(session.toString().contains("a=crypto:***"));
    }

    @Test
    void shouldNotLetLineEndsIntoLines() {
        assertThrows(IllegalArgumentException.class, () -> new SdpLine('s', "a\r\nc=IN IP4 192.0.2.1"));
        assertThrows(IllegalArgumentException.class, () -> SdpLine.attribute("x", "\n"));
    }

    @Test
    void shouldBeItselfAgainAfterWritingAndReading() {
        for (long seed = 1; seed <= 300; seed++) {
            SdpSession session = new RandomSdp(new SplittableRandom(seed)).session();

            SdpParseResult result = SdpSession.parse(session.toBytes());

            assertEquals(session, assertInstanceOf(SdpParseResult.Parsed.class, result).session(), "seed " + seed);
        }
    }

    @Test
    void shouldNeverThrowWhateverTheOctets() {
        byte[] good = TWO_STREAMS.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < good.length; i++) {
            SdpSession.parse(Arrays.copyOf(good, i));
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = good.clone();
                flipped[i] ^= (byte) (1 << bit);
                if (SdpSession.parse(flipped) instanceof SdpParseResult.Parsed parsed) {
                    parsed.session().media().forEach(parsed.session()::direction);
                    assertInstanceOf(SdpParseResult.Parsed.class, SdpSession.parse(parsed.session().toBytes()));
                }
            }
        }
    }

    private static SdpSession parsed(String text) {
        return assertInstanceOf(SdpParseResult.Parsed.class, SdpSession.parse(text.getBytes(StandardCharsets.UTF_8)))
                .session();
    }

    private static String malformed(byte[] bytes) {
        return assertInstanceOf(SdpParseResult.Malformed.class, SdpSession.parse(bytes)).reason();
    }
}
