package io.sbc.core.recorder.sql;

import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import java.util.Arrays;
import java.util.List;

/**
 * Calls that were stored together, and what they are found by: two runs of octets that are written once. A search reads the first, which is
 * short, and opens rows of the second only where a hash says so.
 *
 * <pre>
 *  terms   hash:4 offset:4  for each term of each call, in the order of calls; the offset leads to the call's row
 *  rows    length:4 row     for each call, see {@link CallRow}
 * </pre>
 *
 * @param first number of its first call
 * @param count calls
 * @param startedMin wall clock, milliseconds, of the call that began first
 * @param startedMax of the one that began last
 */
record Segment(long first, int count, long startedMin, long startedMax, byte[] terms, byte[] rows) {

    private static final int TERM = 2 * Integer.BYTES;
    private static final int ROW_EXPECTED = 512;
    private static final int TERMS_EXPECTED = 80;

    /** @param first number of the first call; the others follow */
    static Segment of(long first, List<ArchivedCall> calls) {
        OctetWriter terms = new OctetWriter(calls.size() * TERMS_EXPECTED);
        OctetWriter rows = new OctetWriter(calls.size() * ROW_EXPECTED);
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long number = first;
        for (ArchivedCall call : calls) {
            int offset = rows.length();
            for (String term : CallRow.terms(call)) {
                terms.fixed(Terms.hash(term)).fixed(offset);
            }
            rows.fixed(0);
            CallRow.write(rows, number++, call);
            rows.fixedAt(offset, rows.length() - offset - Integer.BYTES);
            min = Math.min(min, call.recording().startedMillis());
            max = Math.max(max, call.recording().startedMillis());
        }
        return new Segment(first, calls.size(), min, max, terms.toOctets(), rows.toOctets());
    }

    /** One instead of many, in their order. */
    static Segment merged(List<Segment> segments) {
        OctetWriter terms = new OctetWriter(segments.stream().mapToInt(one -> one.terms.length).sum());
        OctetWriter rows = new OctetWriter(segments.stream().mapToInt(one -> one.rows.length).sum());
        for (Segment segment : segments) {
            OctetReader in = new OctetReader(segment.terms, 0);
            while (in.hasMore()) {
                terms.fixed(in.fixed()).fixed(in.fixed() + rows.length());
            }
            rows.raw(segment.rows);
        }
        return new Segment(segments.getFirst().first, segments.stream().mapToInt(Segment::count).sum(),
                segments.stream().mapToLong(Segment::startedMin).min().orElseThrow(),
                segments.stream().mapToLong(Segment::startedMax).max().orElseThrow(), terms.toOctets(),
                rows.toOctets());
    }

    /**
     * Where rows may be that have all of these terms, in order.
     *
     * @param hashes of the terms; at least one
     */
    static int[] candidates(byte[] terms, int[] hashes) {
        int[] found = offsets(terms, hashes[0]);
        for (int i = 1; i < hashes.length && found.length > 0; i++) {
            int[] other = offsets(terms, hashes[i]);
            found = Arrays.stream(found).filter(offset -> Arrays.binarySearch(other, offset) >= 0).toArray();
        }
        return found;
    }

    private static int[] offsets(byte[] terms, int hash) {
        int[] found = new int[4];
        int count = 0;
        byte first = (byte) (hash >>> 24);
        for (int at = 0; at + TERM <= terms.length; at += TERM) {
            if (terms[at] == first) {
                OctetReader term = new OctetReader(terms, at);
                if (term.fixed() == hash) {
                    if (count == found.length) {
                        found = Arrays.copyOf(found, count * 2);
                    }
                    int offset = term.fixed();
                    if (count == 0 || found[count - 1] != offset) {
                        found[count++] = offset;
                    }
                }
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Where all rows are, in order. */
    static int[] all(byte[] rows, int count) {
        int[] offsets = new int[count];
        int at = 0;
        for (int i = 0; i < count; i++) {
            offsets[i] = at;
            at += Integer.BYTES + new OctetReader(rows, at).fixed();
        }
        return offsets;
    }

    /** @throws IndexOutOfBoundsException when it is damaged */
    static ArchivedCall row(byte[] rows, int offset) {
        return CallRow.read(rows, offset + Integer.BYTES);
    }
}
