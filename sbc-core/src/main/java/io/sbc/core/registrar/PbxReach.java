package io.sbc.core.registrar;

import io.sbc.base.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which PBXs are out of reach, as health checks say. Nothing is sent to them but one REGISTER in {@link #PROBE_INTERVAL},
 * whose answer would prove the health check wrong. Owned by the shard.
 */
final class PbxReach {

    static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

    private final Clock clock;

    /** PBXs out of reach, and when the next REGISTER may go to see. */
    private final Map<String, Long> lost = new HashMap<>();

    PbxReach(Clock clock) {
        this.clock = clock;
    }

    void onLost(String pbx) {
        lost.putIfAbsent(pbx, clock.nanoTime());
    }

    /** @return whether it was out of reach */
    boolean onBack(String pbx) {
        return lost.remove(pbx) != null;
    }

    boolean isLost(String pbx) {
        return lost.containsKey(pbx);
    }

    /** Whether an exchange may start; when the PBX is out of reach, this one is to see. */
    boolean admits(String pbx) {
        Long probeAt = lost.get(pbx);
        if (probeAt == null) {
            return true;
        }
        if (probeAt - clock.nanoTime() > 0) {
            return false;
        }
        lost.put(pbx, clock.nanoTime() + PROBE_INTERVAL.toNanos());
        return true;
    }
}
