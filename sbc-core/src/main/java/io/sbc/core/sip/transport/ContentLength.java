package io.sbc.core.sip.transport;

import io.netty.buffer.ByteBuf;

/**
 * Finds the Content-Length (or {@code l}) among the header lines of one message, fed line by line; the value may be
 * folded into the next line (RFC 3261 §7.3.1). Two equal ones are one.
 */
final class ContentLength {

    static final int MISSING = -1;
    static final int BAD = -2;

    private static final byte[] LONG_NAME = {'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h'};
    private static final byte[] SHORT_NAME = {'l'};

    /** More than any limit allows; keeps the arithmetic from overflowing. */
    private static final int DIGITS_MAX = 9;

    private int value = MISSING;
    private boolean open;
    private int digits;
    private int current;
    private boolean ended;

    /** One header line without its line end; {@code from} to {@code to} exclusive. */
    void onLine(ByteBuf in, int from, int to) {
        if (isFolded(in, from, to)) {
            if (open) {
                read(in, from, to);
            }
            return;
        }
        settle();
        int colon = afterName(in, from, to);
        if (colon >= 0) {
            open = true;
            digits = 0;
            current = 0;
            ended = false;
            read(in, colon, to);
        }
    }

    /** After the last line: the length, {@link #MISSING} or {@link #BAD}. */
    int result() {
        settle();
        return value;
    }

    static boolean isFolded(ByteBuf in, int from, int to) {
        return from < to && isBlank(in.getByte(from));
    }

    private void settle() {
        if (open) {
            open = false;
            int read = digits > 0 && digits <= DIGITS_MAX ? current : BAD;
            value = value == MISSING || value == read ? read : BAD;
        }
    }

    private void read(ByteBuf in, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = in.getByte(i);
            if (isBlank(b)) {
                ended |= digits > 0;
            } else if (b >= '0' && b <= '9' && !ended && digits < DIGITS_MAX) {
                current = current * 10 + (b - '0');
                digits++;
            } else {
                digits = DIGITS_MAX + 1;
            }
        }
    }

    /** Behind the colon when the line has one of the two names; else -1. */
    private static int afterName(ByteBuf in, int from, int to) {
        int first = from < to ? in.getByte(from) | 0x20 : 0;
        if (first != 'l' && first != 'c') {
            return -1;
        }
        byte[] name = first == 'l' ? SHORT_NAME : LONG_NAME;
        if (to - from <= name.length) {
            return -1;
        }
        for (int i = 0; i < name.length; i++) {
            int b = in.getByte(from + i);
            if ((b == '-' ? b : b | 0x20) != name[i]) {
                return -1;
            }
        }
        int i = from + name.length;
        while (i < to && isBlank(in.getByte(i))) {
            i++;
        }
        return i < to && in.getByte(i) == ':' ? i + 1 : -1;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
