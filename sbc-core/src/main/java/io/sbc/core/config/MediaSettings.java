package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code media}: what is common to both sides, and what each side has for itself. {@code loops} is at least 1 here.
 *
 * @param packetsPerSecond what a peer may send in one stream; 0 for any number
 * @param strangersPerSecond packets of strangers that are looked at on one port; 0 for any number
 * @param packetSize octets of a packet at most
 */
public record MediaSettings(int portMin, int portMax, Duration quarantine, int loops, MediaIo io, int packetsPerSecond,
        int strangersPerSecond, int packetSize, MediaRules.Both sides) {

    /** How packets get in and out. */
    public enum MediaIo {
        AUTO,
        NATIVE,
        NIO
    }
}
