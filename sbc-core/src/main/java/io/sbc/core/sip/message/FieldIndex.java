package io.sbc.core.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where each header field of a message stands in its bytes. Filled once while a message is parsed or written, read-only
 * afterwards.
 *
 * <pre>
 *   v ia  :   SIP/2.0/TLS host;branch=…  CR LF
 *   |     |   |                       |       |
 *   NAME  NAME_END                    VALUE_END
 *             VALUE                           start of the next field
 * </pre>
 */
final class FieldIndex {

    private static final int ID = 0;
    private static final int FLAGS = 1;
    private static final int NAME = 2;
    private static final int NAME_END = 3;
    private static final int VALUE = 4;
    private static final int VALUE_END = 5;
    private static final int STRIDE = 6;

    /** The value has line folds or NUL octets, which its text must not have. */
    static final int NEEDS_CLEANING = 1;

    private static final byte[] NONE = {};

    private byte[] bytes;
    private int[] table;
    private int count;

    /** A bit for each number modulo 64: most names that are looked for are not there. */
    private long present;

    FieldIndex(byte[] bytes, int expected) {
        this.bytes = bytes;
        this.table = new int[expected * STRIDE];
    }

    /** Of octets that are still being written: {@link #of} follows. */
    FieldIndex(int expected) {
        this(NONE, expected);
    }

    FieldIndex of(byte[] written) {
        bytes = written;
        return this;
    }

    byte[] octets() {
        return bytes;
    }

    void add(int id, int flags, int name, int nameEnd, int value, int valueEnd) {
        int row = count * STRIDE;
        if (row == table.length) {
            table = Arrays.copyOf(table, table.length * 2);
        }
        present |= 1L << id;
        table[row + ID] = id;
        table[row + FLAGS] = flags;
        table[row + NAME] = name;
        table[row + NAME_END] = nameEnd;
        table[row + VALUE] = value;
        table[row + VALUE_END] = valueEnd;
        count++;
    }

    /** Whether a field stands plainly on one line with one value: no folds, no comma. */
    boolean isOneValue(int field) {
        if (flags(field) != 0) {
            return false;
        }
        for (int i = valueStart(field); i < valueEnd(field); i++) {
            if (bytes[i] == ',') {
                return false;
            }
        }
        return true;
    }

    /** The index of octets in which the value of one field has grown by {@code shift}. */
    FieldIndex spliced(byte[] octets, int field, int shift) {
        FieldIndex moved = new FieldIndex(octets, 0);
        moved.table = table.clone();
        moved.count = count;
        moved.present = present;
        int grown = valueStart(field);
        for (int row = 0; row < count * STRIDE; row += STRIDE) {
            for (int i = row + NAME; i < row + STRIDE; i++) {
                if (table[i] > grown) {
                    moved.table[i] += shift;
                }
            }
        }
        return moved;
    }

    int count() {
        return count;
    }

    int id(int field) {
        return table[field * STRIDE + ID];
    }

    int nameStart(int field) {
        return table[field * STRIDE + NAME];
    }

    int flags(int field) {
        return table[field * STRIDE + FLAGS];
    }

    int nameEnd(int field) {
        return table[field * STRIDE + NAME_END];
    }

    int valueStart(int field) {
        return table[field * STRIDE + VALUE];
    }

    int valueEnd(int field) {
        return table[field * STRIDE + VALUE_END];
    }

    /** The first field of that id from {@code from} on; -1 when there is none. */
    int find(int id, int from) {
        if ((present & 1L << id) == 0) {
            return -1;
        }
        for (int i = from; i < count; i++) {
            if (table[i * STRIDE + ID] == id) {
                return i;
            }
        }
        return -1;
    }

    /** The first field of that name from {@code from} on; -1 when there is none. */
    int find(HeaderName name, int from) {
        if (name.id() != KnownHeaders.UNKNOWN) {
            return find(name.id(), from);
        }
        if ((present & 1L << KnownHeaders.UNKNOWN) == 0) {
            return -1;
        }
        for (int i = from; i < count; i++) {
            if (is(i, name)) {
                return i;
            }
        }
        return -1;
    }

    boolean is(int field, HeaderName name) {
        int row = field * STRIDE;
        return table[row + ID] == name.id() && (name.id() != KnownHeaders.UNKNOWN
                || KnownHeaders.equalsIgnoreCase(name.canonical(), bytes, table[row + NAME], table[row + NAME_END]));
    }

    HeaderName name(int field) {
        int row = field * STRIDE;
        return table[row + ID] != KnownHeaders.UNKNOWN
                ? HeaderName.known(table[row + ID])
                : new HeaderName(new String(bytes, table[row + NAME], table[row + NAME_END] - table[row + NAME],
                        StandardCharsets.US_ASCII));
    }

    /** The value as text: folds become one space (RFC 3261 §7.3.1), and so does an escaped NUL. */
    String value(int field) {
        int row = field * STRIDE;
        int start = table[row + VALUE];
        int length = table[row + VALUE_END] - start;
        return table[row + FLAGS] == 0
                ? new String(bytes, start, length, StandardCharsets.UTF_8)
                : cleaned(start, start + length);
    }

    private String cleaned(int from, int to) {
        byte[] out = new byte[to - from];
        int written = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\r') {
                while (i + 1 < to && Grammar.isLinearSpace(bytes[i + 1])) {
                    i++;
                }
                while (written > 0 && Grammar.isSpace(out[written - 1])) {
                    written--;
                }
                b = ' ';
            }
            out[written++] = b == 0 ? (byte) ' ' : b;
        }
        return new String(out, 0, written, StandardCharsets.UTF_8);
    }
}
