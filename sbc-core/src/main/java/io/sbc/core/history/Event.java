package io.sbc.core.history;

import java.time.Instant;

/**
 * An entry of the history.
 *
 * @param sequence one more than that of the entry before; the first is 1
 * @param time to the millisecond
 * @param previous the hash of the entry before; of the first, {@link EventChain#BEGINNING}
 * @param hash {@link EventChain#hash} over all of the above and what happened
 */
public record Event(long sequence, Instant time, EventDraft what, String previous, String hash) {}
