package io.sbc.admin.boot;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Keeps the last lines of the log in memory as they were written, for support bundles: standard output cannot be read back. The oldest
 * make room. Stands before the encoder that writes them; any thread.
 */
final class RecentLog extends EncoderBase<ILoggingEvent> {

    /** Some 20,000 to 30,000 lines. */
    static final int OCTETS_MAX = 4 << 20;

    private final Encoder<ILoggingEvent> encoder;
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private long octets;

    RecentLog(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] line = encoder.encode(event);
        synchronized (lines) {
            lines.addLast(line);
            octets += line.length;
            while (octets > OCTETS_MAX) {
                octets -= lines.removeFirst().length;
            }
        }
        return line;
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    /** The newest lines that fit into so many characters, the oldest of them first. */
    String text(int charactersMax) {
        Deque<String> newest = new ArrayDeque<>();
        int room = charactersMax;
        synchronized (lines) {
            for (Iterator<byte[]> each = lines.descendingIterator(); each.hasNext();) {
                String line = new String(each.next(), StandardCharsets.UTF_8);
                room -= line.length();
                if (room < 0) {
                    break;
                }
                newest.addFirst(line);
            }
        }
        return String.join("", newest);
    }
}
