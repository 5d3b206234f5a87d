package io.sbc.media.relay;

import io.sbc.base.VirtualClock;
import io.sbc.media.rtcp.NtpClock;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How reports are made for peers that send none. One for each media loop, used by its thread.
 *
 * @param minimumNanos Tmin of RFC 3550 §6.3.1; 0: none are made
 * @param random spreads them
 * @param ntp the time in them
 */
public record ReportMaking(long minimumNanos, RandomGenerator random, NtpClock ntp) {

    /** None are made. */
    public static ReportMaking none() {
        return new ReportMaking(0, new SplittableRandom(0), new NtpClock(new VirtualClock(0)));
    }
}
