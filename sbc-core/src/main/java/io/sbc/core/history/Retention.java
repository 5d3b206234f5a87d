package io.sbc.core.history;

import java.time.Duration;

/**
 * How much of the history is kept: what is older, or more, is removed from its beginning.
 *
 * @param age of the oldest entry
 * @param octets of all entries together, as text
 */
public record Retention(Duration age, long octets) {}
