package io.sbc.kit.sip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into SIP messages by Content-Length (RFC 3261 §18.3) and tells apart keepalives (RFC 5626 §3.5.1): a
 * double CRLF between messages is a ping, a single one a pong. Run by the connection's reader thread.
 */
final class MessageFramer {
    /** As the product's own limit. */
    private static final int MESSAGE_MAX = 64 * 1024;
    private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};

    private final InputStream in;
    private int pings;
    private int pongs;
    private @Nullable Runnable onPing;

    MessageFramer(InputStream in) {
        this.in = in;
    }

    /** Called for every ping, before the next message is read. */
    void onPing(Runnable answer) {
        this.onPing = answer;
    }

    int pings() {
        return pings;
    }

    int pongs() {
        return pongs;
    }

    /**
     * Reads the next message; blocks.
     *
     * @return null at the end of the stream
     * @throws IOException when the stream fails, ends within a message, or holds no SIP
     */
    byte @Nullable [] read() throws IOException {
        int first = skipKeepalives();
        if (first < 0) {
            return null;
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream(1024);
        message.write(first);
        int matched = 0;
        while (matched < END_OF_HEADERS.length) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the stream ended within the headers of a message");
            }
            message.write(next);
            if (message.size() > MESSAGE_MAX) {
                throw new IOException("headers longer than " + MESSAGE_MAX + " bytes");
            }
            matched = next == END_OF_HEADERS[matched] ? matched + 1 : next == '\r' ? 1 : 0;
        }
        int length = contentLength(message.toString(StandardCharsets.UTF_8));
        if (message.size() + length > MESSAGE_MAX) {
            throw new IOException("a message longer than " + MESSAGE_MAX + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the stream ended within the body of a message");
        }
        message.write(body);
        return message.toByteArray();
    }

    private int skipKeepalives() throws IOException {
        int lineEnds = 0;
        while (true) {
            // A client's pong is one CRLF with nothing after it yet: count it as soon as no more input waits.
            if (lineEnds == 1 && onPing == null && in.available() == 0) {
                pongs++;
                lineEnds = 0;
            }
            int next = in.read();
            if (next == '\r') {
                continue;
            }
            if (next == '\n') {
                lineEnds++;
                if (lineEnds == 2) {
                    lineEnds = 0;
                    ping();
                }
                continue;
            }
            if (lineEnds == 1) {
                pongs++;
            }
            return next;
        }
    }

    private void ping() {
        pings++;
        if (onPing != null) {
            onPing.run();
        }
    }

    private static int contentLength(String headers) throws IOException {
        for (String line : headers.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
            if (name.equals("content-length") || name.equals("l")) {
                try {
                    int length = Integer.parseInt(line.substring(colon + 1).trim());
                    if (length >= 0) {
                        return length;
                    }
                } catch (NumberFormatException e) {
                    throw new IOException("Content-Length is no number: " + line, e);
                }
                throw new IOException("Content-Length is negative: " + line);
            }
        }
        // RFC 3261 §20.14: mandatory over stream transports.
        throw new IOException("no Content-Length in a message over a stream");
    }
}
