package io.sbc.admin.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until it is told otherwise. */
public final class TestClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");

    /** Time passes. */
    public void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
