package io.sbc.core.config;

import java.time.Duration;

/** {@code media}: what is common to both sides. {@code loops} is at least 1 here. */
public record MediaSettings(int portMin, int portMax, Duration quarantine, int loops, MediaIo io) {

    /** How packets get in and out. */
    public enum MediaIo {
        AUTO,
        NATIVE,
        NIO
    }
}
