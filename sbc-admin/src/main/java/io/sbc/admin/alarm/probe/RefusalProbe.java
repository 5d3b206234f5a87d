package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Whether a PBX refuses many devices. */
public final class RefusalProbe implements Probe {

    /** One wrong code is a user's trouble; so many are the PBX's. */
    private static final int REFUSED_MIN = 5;
    private static final double SHARE = 0.25;

    private final Supplier<Map<String, Tally>> byPbx;

    /** Of a PBX: devices that are registered there or want to be, and how many of them it refuses. */
    public record Tally(int devices, int refused) {}

    public RefusalProbe(Supplier<Map<String, Tally>> byPbx) {
        this.byPbx = byPbx;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.PBX_REFUSES);
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(15);
    }

    @Override
    public void look(Findings findings) {
        byPbx.get().forEach((pbx, tally) -> {
            double threshold = Math.max(REFUSED_MIN, tally.devices() * SHARE);
            findings.above(AlarmKind.PBX_REFUSES, pbx, tally.refused(), threshold, threshold / 2,
                    "PBX " + pbx + " refuses " + tally.refused() + " of " + tally.devices() + " devices.");
        });
    }
}
