package io.sbc.core.call;

import io.sbc.core.sip.transaction.SilenceLimit.Patience;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.time.Duration;
import java.util.Optional;

/**
 * How long the addresses of a PBX may be silent while a caller waits (ADR 0500): each for {@code icp.failover.timeout} while
 * there is another, all together for {@code icp.failover.give-up}. Only silence counts: from any response on, be it a refusal
 * of one of them, the time begins anew. The last address, should it answer checks or other requests meanwhile, is slow rather
 * than dead, and has the 64*T1 of RFC 3261. On the shard.
 */
final class SilentHops {

    private final CallEnvironment env;
    private long sinceNanos;

    SilentHops(CallEnvironment env) {
        this.env = env;
        heard();
    }

    /** Somebody has said something. */
    void heard() {
        sinceNanos = env.shard().clock().nanoTime();
    }

    private Duration sofar() {
        return Duration.ofNanos(env.shard().clock().nanoTime() - sinceNanos);
    }

    /** Whether the caller has waited long enough for another one to be asked. */
    boolean isTooLong() {
        return env.routes().giveUp().filter(limit -> sofar().compareTo(limit) >= 0).isPresent();
    }

    /**
     * What is borne of one of them.
     *
     * @param isLast whether there is no other to ask
     * @return empty: all the time of RFC 3261; so it is with phones, whose connection tells when they are gone
     */
    Optional<Patience> patience(Destination destination, boolean isLast) {
        if (!(destination instanceof NextHop hop)) {
            return Optional.empty();
        }
        Duration each = env.routes().silenceLimit();
        return isLast
                ? env.routes().giveUp().map(all -> ofLast(hop, each, longer(each, all.minus(sofar()))))
                : Optional.of(Patience.of(each));
    }

    private Patience ofLast(NextHop hop, Duration each, Duration limit) {
        return silent -> {
            if (silent.isPositive()) {
                env.routes().onSilent(hop);
            }
            Duration left = limit.minus(silent);
            if (left.isPositive()) {
                return Optional.of(shorter(each, left));
            }
            return Optional.of(each).filter(_ -> env.routes().isAlive(hop, limit));
        };
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
