package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.base.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Media ports, calls and licences against their limits. */
public final class CapacityProbe implements Probe {

    private final Measures measures;
    private final Clock clock;
    private final int ports;
    private final int callsMax;
    private final Rise exhausted = new Rise(Duration.ofMinutes(1));

    /**
     * @param ports that there are
     * @param callsMax {@code calls.maximum}
     */
    public CapacityProbe(Measures measures, Clock clock, int ports, int callsMax) {
        this.measures = measures;
        this.clock = clock;
        this.ports = ports;
        this.callsMax = callsMax;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.MEDIA_PORTS_LOW, AlarmKind.MEDIA_PORTS_EXHAUSTED, AlarmKind.CALLS_AT_LIMIT,
                AlarmKind.LICENCES_LOW, AlarmKind.LICENCES_EXHAUSTED);
    }

    @Override
    public void look(Findings findings) {
        double used = measures.of("sbc_media_ports") + measures.of("sbc_media_ports_resting");
        findings.above(AlarmKind.MEDIA_PORTS_LOW, "", used / ports, 0.9, 0.8,
                "%.0f of %d media ports are in use or rest.".formatted(used, ports));
        double refused = exhausted.take(measures.of("sbc_media_ports_exhausted_total"), clock.nanoTime());
        if (refused > 0) {
            findings.bad(AlarmKind.MEDIA_PORTS_EXHAUSTED, "",
                    "%.0f sessions got no port within the last minute.".formatted(refused));
        }
        double calls = measures.of("sbc_calls");
        findings.above(AlarmKind.CALLS_AT_LIMIT, "", calls / callsMax, 0.95, 0.85,
                "%.0f of %d calls go on.".formatted(calls, callsMax));
        licences(findings);
    }

    private void licences(Findings findings) {
        double total = measures.of("sbc_teleworker_licences");
        if (total <= 0) {
            return;
        }
        double used = measures.of("sbc_teleworker_licences_used");
        String text = "%.0f of %.0f teleworker licences are used.".formatted(used, total);
        if (used >= total) {
            findings.bad(AlarmKind.LICENCES_EXHAUSTED, "", text);
        } else {
            findings.above(AlarmKind.LICENCES_LOW, "", used / total, 0.9, 0.85, text);
        }
    }
}
