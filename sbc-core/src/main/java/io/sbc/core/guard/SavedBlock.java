package io.sbc.core.guard;

/**
 * A block as it outlives the process, in wall-clock time.
 *
 * @param source IPv4 address, or IPv6 network with {@code /64}
 * @param reason {@link BlockReason#code()}
 * @param datagramsOnly its connections are let in
 * @param sinceMillis milliseconds since 1970
 * @param endMillis likewise; one that is over counts for the length of the next
 * @param times how often it was blocked without a long pause, this time included
 * @param note of the operator, or what gave it away
 */
public record SavedBlock(String source, String reason, boolean datagramsOnly, long sinceMillis, long endMillis,
        int times, String note) {}
