package io.sbc.core.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainDescriptionsTest {

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldReadAsPlainRtpWithTheRightLength() {
        String body = "v=0\r\nm=audio 4000 RTP/SAVP 0\r\na=crypto:1 X inline:k\r\nm=video 4002/2 RTP/SAVPF 96\r\n";
        String plain = "v=0\r\nm=audio 4000 RTP/AVP 0\r\na=x-crypto:1 X inline:k\r\nm=video 4002/2 RTP/AVPF 96\r\n";
        String head = "INVITE sip:a SIP/2.0\r\nContent-Length: ";

        assertEquals(head + plain.length() + "\r\n\r\n" + plain, new String(
                PlainDescriptions.of(octets(head + body.length() + "\r\n\r\n" + body)), StandardCharsets.ISO_8859_1));
    }

    @Test
    void shouldLeaveOtherMessagesAlone() {
        byte[] plain = octets("INVITE sip:a SIP/2.0\r\nl: 3\r\n\r\nm=audio 1 RTP/AVP 0\r\n");
        byte[] bare = octets("a=crypto:1");

        assertSame(plain, PlainDescriptions.of(plain));
        assertSame(bare, PlainDescriptions.of(bare));
    }
}
