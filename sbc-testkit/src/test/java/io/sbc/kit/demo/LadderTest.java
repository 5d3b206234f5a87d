package io.sbc.kit.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.sip.SipTransport;
import io.sbc.kit.sip.TracedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The picture of a small call, to the last character. */
class LadderTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private static TracedMessage message(double millis, boolean sent, String firstLine, String cseq, String direction) {
        String body = direction.isEmpty()
                ? ""
                : "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=audio 30000 RTP/SAVP 0\r\na=" + direction
                        + "\r\n";
        return new TracedMessage((long) (millis * 1e6), sent, SipTransport.TLS, HERE, HERE,
                firstLine + "\r\nCall-ID: x\r\nCSeq: " + cseq + "\r\n\r\n" + body);
    }

    private static List<LadderRow> rows() {
        List<TracedMessage> alice = List.of(
                message(0, true, "INVITE sip:1002@localhost SIP/2.0", "1 INVITE", "sendrecv"),
                message(2.5, false, "SIP/2.0 100 Trying", "1 INVITE", ""),
                message(30, false, "SIP/2.0 401 Unauthorized", "1 INVITE", ""),
                message(2_000, false, "SIP/2.0 200 OK", "1 INVITE", "recvonly"));
        List<TracedMessage> bob = List.of(message(10, false, "INVITE sip:bob SIP/2.0", "1 INVITE", "sendonly"),
                message(20, true, "SIP/2.0 480 Temporarily Unavailable", "1 INVITE", ""),
                message(21, true, "SIP/2.0 480 Temporarily Unavailable", "1 INVITE", ""));
        List<TracedMessage> pbx = List.of(message(5, false, "INVITE sip:1002@pbx SIP/2.0", "1 INVITE", "sendrecv"),
                message(7, true, "INVITE sip:bob@sbc SIP/2.0", "1 INVITE", "inactive"));
        return new Ladder().phone(alice, true)
                .phone(bob, false)
                .pbx(pbx, traced -> traced.nanos() < 6_000_000)
                .chapter(-1, "a call")
                .media(new LadderRow.Media(2_100_000_000, "SRTP …_32", "SRTP …_80, SBC :1 to SBC :2", "RTP"))
                .rows();
    }

    private static String print(boolean colours, boolean unicode) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Paper paper = new Paper(new PrintStream(out, true, StandardCharsets.UTF_8), colours, unicode);
        new LadderPrinter(paper).print(List.of("Alice", "SBC", "PBX", "SBC", "Bob"),
                List.of("TLS", "UDP", "UDP", "TLS"),
                rows());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldDrawTheGoldenLadder() throws IOException {
        try (InputStream golden = LadderTest.class.getResourceAsStream("ladder.golden.txt")) {
            assertNotNull(golden);
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), print(false, true));
        }
    }

    @Test
    void shouldStayWithinTheWidthAndWithinAscii() {
        print(false, true).lines().forEach(line -> assertTrue(line.length() <= Paper.WIDTH, line));
        print(false, false).lines().forEach(line -> {
            assertTrue(line.length() <= Paper.WIDTH, line);
            assertTrue(line.chars().allMatch(character -> character < 128), line);
        });
    }

    @Test
    void shouldColourOnlyWhenAsked() {
        assertTrue(print(true, true).contains("\u001B[36m"));
        assertFalse(print(false, true).contains("\u001B"));
        assertEquals(print(false, true), print(true, true).replaceAll("\u001B\\[[0-9]*m", ""));
    }
}
