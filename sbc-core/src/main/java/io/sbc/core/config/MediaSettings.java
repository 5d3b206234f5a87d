package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code media}: what is common to both sides, and what each side has for itself. {@code loops} is at least 1 here.
 *
 * @param packetsPerSecond what a peer may send in one stream; 0 for any number
 * @param strangersPerSecond packets of strangers that are looked at on one port; 0 for any number
 * @param packetSize octets of a packet at most
 * @param qualityInterval how often the counters of a call are looked at; zero: only at its end
 * @param silence how long a peer that should send may be silent before there is a verdict
 * @param rtcpInterval the least between two reports made for a peer that sends none; zero: none are made
 */
public record MediaSettings(int portMin, int portMax, Duration quarantine, int loops, MediaIo io, int packetsPerSecond,
        int strangersPerSecond, int packetSize, Duration qualityInterval, Duration silence, Duration rtcpInterval,
        MediaRules.Both sides) {

    /** How packets get in and out. */
    public enum MediaIo {
        AUTO,
        NATIVE,
        NIO
    }
}
