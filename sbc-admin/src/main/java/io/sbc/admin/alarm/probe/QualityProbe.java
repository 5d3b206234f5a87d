package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.base.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Whether many calls at once are one-way, or sound bad: one such call is a user's trouble, many are ours. */
public final class QualityProbe implements Probe {

    private final Measures measures;
    private final Clock clock;
    private final Rise oneWay = new Rise(Duration.ofMinutes(5));
    private final Rise opened = new Rise(Duration.ofMinutes(5));
    private final Rise poor = new Rise(Duration.ofMinutes(15));
    private final Rise closed = new Rise(Duration.ofMinutes(15));

    public QualityProbe(Measures measures, Clock clock) {
        this.measures = measures;
        this.clock = clock;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.ONE_WAY_AUDIO, AlarmKind.MEDIA_POOR);
    }

    @Override
    public void look(Findings findings) {
        long now = clock.nanoTime();
        double silent = oneWay.take(measures.of("sbc_media_one_way_total"), now);
        double calls = opened.take(measures.of("sbc_media_sessions_opened_total"), now)
                + measures.of("sbc_media_sessions");
        findings.above(AlarmKind.ONE_WAY_AUDIO, "", silent, Math.max(5, calls / 10), 2,
                "In %.0f calls one party was not heard within the last 5 minutes.".formatted(silent));
        double bad = poor.take(measures.of("sbc_media_poor_sessions_total"), now);
        double ended = closed.take(measures.of("sbc_media_sessions_closed_total"), now);
        findings.above(AlarmKind.MEDIA_POOR, "", bad, Math.max(10, ended / 5), 5,
                "%.0f of %.0f calls that ended within the last 15 minutes sounded poor.".formatted(bad, ended));
    }
}
