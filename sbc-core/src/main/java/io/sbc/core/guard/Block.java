package io.sbc.core.guard;

/**
 * A source that is shut out of the set side.
 *
 * @param key {@link SourceKey}
 * @param datagramsOnly what gave it away came by UDP, where anybody can write any source: its connections, which prove
 *        the address, are still let in
 * @param sinceMillis milliseconds since 1970
 * @param endNanos of the monotonic clock
 * @param times how often it was blocked without a long pause, this time included
 * @param note of the operator, or what gave it away
 */
record Block(long key, BlockReason reason, boolean datagramsOnly, long sinceMillis, long endNanos, int times,
        String note) {

    boolean isOver(long nowNanos) {
        return nowNanos - endNanos >= 0;
    }

    boolean isManual() {
        return reason == BlockReason.OPERATOR;
    }
}
