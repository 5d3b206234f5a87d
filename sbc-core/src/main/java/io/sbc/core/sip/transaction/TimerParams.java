package io.sbc.core.sip.transaction;

import io.sbc.core.config.SignallingSettings;

/**
 * What the machines need to know of time and transport.
 *
 * @param t1Nanos round-trip time estimate
 * @param t2Nanos longest interval of non-INVITE requests and INVITE responses
 * @param t4Nanos longest time that a message stays in the network
 * @param reliable whether the transport delivers by itself: nothing is retransmitted, nothing repeated is waited for
 */
record TimerParams(long t1Nanos, long t2Nanos, long t4Nanos, boolean reliable) {

    /** RFC 6026 §8.4: at least 32 seconds, because the peer's T1 is not known. */
    private static final long TIMER_D_MINIMUM_NANOS = 32_000_000_000L;

    static TimerParams of(SignallingSettings settings, boolean reliable) {
        return new TimerParams(settings.t1().toNanos(), settings.t2().toNanos(), settings.t4().toNanos(), reliable);
    }

    /** Timers B, F, H, L, M and the wait after a CANCEL. */
    long timeoutNanos() {
        return 64 * t1Nanos;
    }

    long timerDNanos() {
        return reliable ? 0 : Math.max(TIMER_D_MINIMUM_NANOS, timeoutNanos());
    }

    long timerJNanos() {
        return reliable ? 0 : timeoutNanos();
    }

    /** Timers I and K. */
    long lingerNanos() {
        return reliable ? 0 : t4Nanos;
    }

    /** The interval after {@code intervalNanos} where T2 is the cap: timers E and G. */
    long backOff(long intervalNanos) {
        return Math.min(2 * intervalNanos, t2Nanos);
    }
}
