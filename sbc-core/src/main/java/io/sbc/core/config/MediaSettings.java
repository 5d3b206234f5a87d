package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code media}: what is common to both sides.
 *
 * @param loops at least 1 here
 * @param qualityInterval how often the counters of a call are looked at; zero: only at its end
 * @param silence how long a peer that should send may be silent before there is a verdict
 * @param rtcpInterval the least between two reports made for a peer that sends none; zero: none are made
 */
public record MediaSettings(int portMin, int portMax, Duration quarantine, int loops, MediaIo io,
        Duration qualityInterval, Duration silence, Duration rtcpInterval) {

    /** How packets get in and out. */
    public enum MediaIo {
        AUTO,
        NATIVE,
        NIO
    }
}
