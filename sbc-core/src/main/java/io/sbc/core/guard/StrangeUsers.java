package io.sbc.core.guard;

import java.util.Arrays;

/**
 * Counts the distinct users that one source asked for in vain: what svwar and svcrack do, and no phone does. A window
 * begins with the first of them. Keeps hashes, never names; at most {@value #MAX} of them. Any thread.
 */
final class StrangeUsers {

    /** More than any threshold. */
    static final int MAX = 1024;

    private static final int FIRST = 8;

    private long[] hashes = new long[FIRST];
    private int count;
    private long beganNanos;
    private long windowNanos;

    /** One more name; returns how many distinct ones there were in this window. */
    synchronized int add(long hash, long nowNanos, long windowNanos) {
        if (count == 0 || nowNanos - beganNanos >= windowNanos) {
            count = 0;
            beganNanos = nowNanos;
        }
        this.windowNanos = windowNanos;
        for (int i = 0; i < count; i++) {
            if (hashes[i] == hash) {
                return count;
            }
        }
        if (count < MAX) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * count);
            }
            hashes[count++] = hash;
        }
        return count;
    }

    synchronized int count(long nowNanos, long windowNanos) {
        return nowNanos - beganNanos < windowNanos ? count : 0;
    }

    synchronized boolean isOver(long nowNanos) {
        return count == 0 || nowNanos - beganNanos >= windowNanos;
    }
}
