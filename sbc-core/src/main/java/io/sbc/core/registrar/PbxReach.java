package io.sbc.core.registrar;

import java.util.HashMap;
import java.util.Map;

/**
 * Which PBXs are out of reach, as health checks say. Nothing is sent to them but one REGISTER at a time, whose answer would
 * prove the health check wrong. Owned by the shard.
 */
final class PbxReach {

    /** PBXs out of reach, and whether one REGISTER is on its way to see. */
    private final Map<String, Boolean> lost = new HashMap<>();

    void onLost(String pbx) {
        lost.putIfAbsent(pbx, false);
    }

    /** @return whether it was out of reach */
    boolean onBack(String pbx) {
        return lost.remove(pbx) != null;
    }

    /** Whether an exchange may start; when the PBX is out of reach, this one is to see. */
    boolean admits(String pbx) {
        Boolean probing = lost.get(pbx);
        if (probing == null) {
            return true;
        }
        lost.put(pbx, true);
        return !probing;
    }

    /** An exchange that was admitted has ended without an answer. */
    void onSilence(String pbx) {
        lost.computeIfPresent(pbx, (_, _) -> false);
    }
}
