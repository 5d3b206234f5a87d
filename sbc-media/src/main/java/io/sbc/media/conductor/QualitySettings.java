package io.sbc.media.conductor;

import java.time.Duration;

/**
 * How quality is watched.
 *
 * @param interval how often the counters of a session are looked at; zero: only at its end
 * @param silence how long a peer that should send may be silent before there is a verdict
 * @param rtcpInterval the least between two reports that are made for a peer that sends none (RFC 3550 §6.2); zero: none
 *     are made
 */
public record QualitySettings(Duration interval, Duration silence, Duration rtcpInterval) {

    /** What RFC 3550 recommends, and 5 s for the rest. */
    public static final QualitySettings USUAL = new QualitySettings(Duration.ofSeconds(5), Duration.ofSeconds(5),
            Duration.ofSeconds(5));

    public QualitySettings {
        if (interval.isNegative() || rtcpInterval.isNegative() || silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("durations must not be negative, silence must be positive");
        }
    }
}
