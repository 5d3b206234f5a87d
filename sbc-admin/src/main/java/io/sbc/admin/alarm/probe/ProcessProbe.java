package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.core.alarm.AlarmRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells of a process before this one that was not stopped in order, until somebody acknowledges it, at most for {@link #TOLD_FOR}. An alarm
 * that an earlier process raised about the one before it stays as long: an orderly restart does not make it untold.
 */
public final class ProcessProbe implements Probe {

    /** Over a night, and the morning after it. */
    static final Duration TOLD_FOR = Duration.ofHours(24);

    private final Optional<Supplier<String>> ended;
    private final Supplier<Optional<AlarmRecord>> told;
    private final InstantSource wall;
    private final Instant began;
    private boolean seenTo;

    /**
     * @param ended what is known of the process before; empty when it was stopped in order
     * @param told the alarm of this kind that goes on
     */
    public ProcessProbe(Optional<Supplier<String>> ended, Supplier<Optional<AlarmRecord>> told, InstantSource wall) {
        this.ended = ended;
        this.told = told;
        this.wall = wall;
        this.began = wall.instant();
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.PROCESS_DIED);
    }

    @Override
    public void look(Findings findings) {
        Optional<AlarmRecord> alarm = told.get();
        Optional<Instant> acknowledged = alarm.flatMap(AlarmRecord::acknowledgement)
                .map(AlarmRecord.Acknowledgement::at);
        if (acknowledged.isPresent()) { // of before this process: that was another end; this one is told from the next look on
            seenTo |= !acknowledged.get().isBefore(began);
            return;
        }
        if (ended.isPresent() && !seenTo && isRecent(began)) {
            findings.bad(AlarmKind.PROCESS_DIED, "", ended.get().get());
        } else {
            alarm.filter(old -> isRecent(old.since()))
                    .ifPresent(old -> findings.bad(AlarmKind.PROCESS_DIED, "", old.text()));
        }
    }

    private boolean isRecent(Instant then) {
        return Duration.between(then, wall.instant()).compareTo(TOLD_FOR) < 0;
    }
}
