package io.sbc.kit.sdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class SdpTest {

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void shouldReadWhatItWrote() {
        byte[] key = new byte[30];
        key[3] = 9;
        Sdp sdp = new Sdp(7, 2, loopback(30_002), Sdp.SAVP, List.of(0, 8, 101),
                Direction.SENDONLY, List.of(new Crypto(1, "AES_CM_128_HMAC_SHA1_32", key)), 0);

        Sdp read = Sdp.parse(sdp.write());

        assertEquals(sdp.write(), read.write());
        assertArrayEquals(key, read.cryptos().getFirst().key());
        assertEquals(loopback(30_003), read.rtcp());
    }

    /** A description as RFC 4568 §9.3 has it, shortened to its audio. */
    @Test
    void shouldReadDescriptionOfAnotherHand() {
        Sdp sdp = Sdp.parse("""
                v=0
                o=jdoe 2890844526 2890842807 IN IP4 10.47.16.5
                s=SDP Seminar
                t=2873397496 2873404696
                m=audio 32640 RTP/SAVP 0
                c=IN IP4 127.0.0.7
                a=rtcp:32700
                a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj|2^20|1:32
                m=video 51372 RTP/AVP 31
                a=sendonly
                """);

        assertEquals("127.0.0.7", sdp.connection().getAddress().getHostAddress());
        assertEquals(32_640, sdp.connection().getPort());
        assertEquals(32_700, sdp.rtcp().getPort());
        assertEquals(Direction.SENDRECV, sdp.direction());
        assertEquals("AES_CM_128_HMAC_SHA1_32", sdp.cryptos().getFirst().suite());
        assertEquals(30, sdp.cryptos().getFirst().key().length);
    }

    @Test
    void shouldNeverShowKeys() {
        assertFalse(new Crypto(1, "AES_CM_128_HMAC_SHA1_80", new byte[30]).toString().contains("AAAA"));
    }

    @Test
    void shouldRefuseDescriptionWithoutAudio() {
        assertThrows(IllegalArgumentException.class, () -> Sdp.parse("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"));
    }
}
