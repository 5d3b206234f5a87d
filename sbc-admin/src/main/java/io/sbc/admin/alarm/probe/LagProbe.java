package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.base.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Threads that do not keep up, and what is lost behind them: recorder, captures, what is written behind the signalling. */
public final class LagProbe implements Probe {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Measures measures;
    private final Clock clock;
    private final Rise callsLost = new Rise(MINUTE);
    private final Rise captureLost = new Rise(MINUTE);
    private final Rise savesLost = new Rise(MINUTE);

    public LagProbe(Measures measures, Clock clock) {
        this.measures = measures;
        this.clock = clock;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.MEDIA_LATE, AlarmKind.SIGNALLING_LATE, AlarmKind.RECORDER_LOSING,
                AlarmKind.CAPTURE_LOSING, AlarmKind.JOURNAL_BEHIND);
    }

    @Override
    public void look(Findings findings) {
        double media = Math.max(measures.of("sbc_media_loop_queue"), measures.of("sbc_media_conductor_queue"));
        findings.above(AlarmKind.MEDIA_LATE, "", media, 1_000, 100,
                "%.0f commands wait for the media threads.".formatted(media));
        double wait = 1_000 * Math.max(measures.of("sbc_shard_wait_seconds"), measures.of("sbc_edge_lag_seconds"));
        findings.above(AlarmKind.SIGNALLING_LATE, "", wait, 500, 200,
                "New work waits for %.0f ms.".formatted(wait));
        long now = clock.nanoTime();
        double lost = callsLost.take(measures.of("sbc_recorder_calls_lost_total"), now);
        if (lost > 0) {
            findings.bad(AlarmKind.RECORDER_LOSING, "",
                    "%.0f ended calls were not stored within the last minute.".formatted(lost));
        }
        double holes = captureLost.take(measures.of("sbc_capture_lost_total"), now);
        if (holes > 0) {
            findings.bad(AlarmKind.CAPTURE_LOSING, "",
                    "%.0f messages or packets are missing in captures since a minute.".formatted(holes));
        }
        double waiting = measures.of("sbc_registrations_unsaved") + measures.of("sbc_guard_blocks_unsaved");
        double unsaved = savesLost.take(measures.of("sbc_registration_saves_lost_total")
                + measures.of("sbc_guard_block_saves_lost_total"), now);
        String text = "%.0f registrations and blocks wait for the disk, %.0f were lost within the last minute."
                .formatted(waiting, unsaved);
        if (unsaved > 0) {
            findings.bad(AlarmKind.JOURNAL_BEHIND, "", text);
        } else {
            findings.above(AlarmKind.JOURNAL_BEHIND, "", waiting, 5_000, 500, text);
        }
    }
}
