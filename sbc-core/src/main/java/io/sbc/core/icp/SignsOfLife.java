package io.sbc.core.icp;

import io.sbc.base.Clock;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What requests that are no checks tell of an address: when it answered last, and since when it has been asked in vain. Apart
 * from that, when it answered a check.
 * Bounded; any thread.
 */
final class SignsOfLife {

    private static final long NEVER = Long.MIN_VALUE;

    private final Clock clock;
    private final long beganNanos;
    private final ConcurrentHashMap<NextHop, Signs> byHop = new ConcurrentHashMap<>();

    /** Times since {@link #beganNanos}, or never. */
    private static final class Signs {
        volatile long answered = NEVER;
        volatile long checked = NEVER;
        volatile long askedInVainSince = NEVER;
    }

    SignsOfLife(Clock clock) {
        this.clock = clock;
        this.beganNanos = clock.nanoTime();
    }

    private long now() {
        return clock.nanoTime() - beganNanos;
    }

    private Signs of(NextHop hop) {
        Signs known = byHop.get(hop);
        if (known != null) {
            return known;
        }
        if (byHop.size() >= HopPenalties.HOPS_MAX) {
            byHop.clear();
        }
        return byHop.computeIfAbsent(hop, any -> new Signs());
    }

    /** A request goes to it, or has failed there. */
    void asked(NextHop hop) {
        Signs signs = of(hop);
        if (signs.askedInVainSince == NEVER) {
            signs.askedInVainSince = now();
        }
    }

    /** What was asked so far does not count any more. */
    void forgetAsked(NextHop hop) {
        of(hop).askedInVainSince = NEVER;
    }

    void answered(NextHop hop) {
        Signs signs = of(hop);
        signs.answered = now();
        signs.askedInVainSince = NEVER;
    }

    /** It answered a check. */
    void checked(NextHop hop) {
        of(hop).checked = now();
    }

    /** Whether it has answered anything but a check within this time. */
    boolean hasAnsweredWithin(NextHop hop, Duration time) {
        Signs signs = byHop.get(hop);
        return signs != null && isWithin(signs.answered, time);
    }

    /** Whether it has answered anything within this time. */
    boolean hasShownLifeWithin(NextHop hop, Duration time) {
        Signs signs = byHop.get(hop);
        return signs != null && (isWithin(signs.answered, time) || isWithin(signs.checked, time));
    }

    private boolean isWithin(long when, Duration time) {
        return when != NEVER && now() - when <= time.toNanos();
    }

    /** Whether it was asked for something so long ago and has answered nothing since. */
    boolean isSilentFor(NextHop hop, Duration time) {
        Signs signs = byHop.get(hop);
        if (signs == null) {
            return false;
        }
        long since = signs.askedInVainSince;
        return since != NEVER && now() - since >= time.toNanos();
    }
}
