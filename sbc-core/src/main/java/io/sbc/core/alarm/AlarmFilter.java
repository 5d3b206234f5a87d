package io.sbc.core.alarm;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which alarms somebody wants to see; what is empty does not matter.
 *
 * @param active whether it goes on
 * @param subject exactly
 * @param from raised not before this moment
 * @param until raised before this moment
 * @param before only smaller ids: how the next page is asked for
 */
public record AlarmFilter(Optional<Boolean> active, Optional<Severity> severity, Optional<String> kind,
        Optional<String> subject, Optional<Instant> from, Optional<Instant> until, OptionalLong before) {

    /** Every alarm. */
    public static final AlarmFilter ALL = new AlarmFilter(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty());

    /** Whether somebody wants to see that one. */
    public boolean wants(AlarmRecord alarm) {
        return active.map(wanted -> wanted == alarm.isActive()).orElse(true)
                && severity.map(wanted -> wanted == alarm.severity()).orElse(true)
                && kind.map(wanted -> wanted.equals(alarm.kind())).orElse(true)
                && subject.map(wanted -> wanted.equals(alarm.subject())).orElse(true)
                && from.map(time -> !alarm.since().isBefore(time)).orElse(true)
                && until.map(time -> alarm.since().isBefore(time)).orElse(true)
                && (before.isEmpty() || alarm.id() < before.getAsLong());
    }
}
