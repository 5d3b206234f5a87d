package io.sbc.kit.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageFramerTest {
    private static final String FIRST = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 4\r\n\r\nbody";
    private static final String SECOND = "SIP/2.0 200 OK\r\nl:0\r\n\r\n";

    private static MessageFramer framer(String stream) {
        return new MessageFramer(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable String next(MessageFramer framer) throws IOException {
        byte[] message = framer.read();
        return message == null ? null : new String(message, StandardCharsets.UTF_8);
    }

    @Test
    void shouldCutByContentLengthInBothItsForms() throws IOException {
        MessageFramer framer = framer(FIRST + SECOND + FIRST);

        assertEquals(FIRST, next(framer));
        assertEquals(SECOND, next(framer));
        assertEquals(FIRST, next(framer));
        assertNull(next(framer));
    }

    @Test
    void shouldAnswerPingsBetweenMessages() throws IOException {
        MessageFramer framer = framer("\r\n\r\n" + FIRST + "\r\n\r\n\r\n\r\n" + SECOND);
        int[] answered = new int[1];
        framer.onPing(() -> answered[0]++);

        assertEquals(FIRST, next(framer));
        assertEquals(SECOND, next(framer));
        assertEquals(3, answered[0]);
        assertEquals(3, framer.pings());
    }

    @Test
    void shouldCountPongs() throws IOException {
        MessageFramer framer = framer("\r\n" + FIRST);

        assertEquals(FIRST, next(framer));
        assertEquals(1, framer.pongs());
    }

    @Test
    void shouldFailWithoutContentLength() {
        assertThrows(IOException.class, () -> framer("OPTIONS sip:a SIP/2.0\r\n\r\n").read());
    }

    @Test
    void shouldFailWhenTheStreamEndsWithinAMessage() {
        assertThrows(IOException.class, () -> framer(FIRST.substring(0, 20)).read());
        assertThrows(IOException.class, () -> framer(FIRST.substring(0, FIRST.length() - 1)).read());
    }

    @Test
    void shouldFailOnMessagesBeyondTheLimit() {
        String header = "X: " + "x".repeat(70_000) + "\r\n";

        assertThrows(IOException.class, () -> framer("OPTIONS sip:a SIP/2.0\r\n" + header + "l:0\r\n\r\n").read());
        assertThrows(IOException.class, () -> framer("OPTIONS sip:a SIP/2.0\r\nl:99999\r\n\r\n").read());
        assertThrows(IOException.class, () -> framer("OPTIONS sip:a SIP/2.0\r\nl:-1\r\n\r\n").read());
    }
}
