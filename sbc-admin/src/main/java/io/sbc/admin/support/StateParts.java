package io.sbc.admin.support;

import io.sbc.admin.alarm.AlarmService;
import io.sbc.admin.doctor.Ailment;
import io.sbc.admin.doctor.Doctor;
import io.sbc.admin.events.EventCsv;
import io.sbc.core.alarm.AlarmFilter;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.guard.GuardView;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.EventFilter;
import io.sbc.core.history.HistoryStore;
import java.util.Locale;

/** Findings of the doctor, the state of the guard, the end of the event history. Any thread. */
public final class StateParts {

    private static final int EVENTS = 2_000;
    private static final int ALARMS = 500;

    private StateParts() {}

    /**
     * What {@code ./sbc doctor} finds.
     *
     * @param runs whether the SBC runs
     */
    public static Part doctor(Doctor doctor, boolean runs) {
        return new Part("doctor.txt", "what the doctor found, the worst first", out -> {
            for (Ailment ailment : doctor.look(runs)) {
                out.line(ailment.level().word() + "  " + ailment.subject() + ": " + ailment.what()
                        + (ailment.fix().isEmpty() ? "" : " -> " + ailment.fix()));
            }
        });
    }

    /** Who is blocked and who is let in. */
    public static Part guard(GuardView guard) {
        return new Part("guard.txt", "blocked sources and allowed networks", out -> {
            out.line("allowed by configuration: " + guard.allowed().configured());
            out.line("allowed by operators: " + guard.allowed().added());
            guard.blocks()
                    .forEach(block -> out.boundedLine("blocked: %s  %s%s  since %s until %s  %d times  %s".formatted(
                            block.source(), block.reason(), block.datagramsOnly() ? " (datagrams only)" : "",
                            block.since(),
                            block.until(), block.times(), block.note())));
        });
    }

    /** Alarms, those that stand and those that stood. */
    public static Part alarms(AlarmService alarms) {
        return new Part("alarms.txt", "the last " + ALARMS + " alarms, the newest first", out -> alarms
                .find(AlarmFilter.ALL, ALARMS).forEach(alarm -> out.boundedLine(line(alarm))));
    }

    private static String line(AlarmRecord alarm) {
        return "%d  %s  %s  %s: %s  since %s, %d times, %s%s".formatted(alarm.id(),
                alarm.severity().name().toLowerCase(Locale.ROOT), alarm.kind(), alarm.subject(), alarm.text(),
                alarm.since(), alarm.times(),
                alarm.cleared().map(at -> "cleared " + at).orElse("goes on, last seen " + alarm.lastSeen()),
                alarm.acknowledgement().map(seen -> ", seen to by %s at %s %s".formatted(seen.by(), seen.at(),
                        seen.note())).orElse(""));
    }

    /** The newest entries, the newest first, and whether the chain is whole. */
    public static Part events(HistoryStore history) {
        return new Part("events.csv", "the last " + EVENTS + " entries of the event history, the newest first", out -> {
            out.line(EventCsv.HEADER.stripTrailing());
            history.find(EventFilter.ALL, EVENTS)
                    .forEach(event -> out.boundedLine(EventCsv.line(event).stripTrailing()));
            if (history.verify() instanceof ChainVerdict.Broken(long sequence, String sentence)) {
                out.leftOut("the chain of the history is broken at " + sequence + ": " + sentence);
            }
        });
    }

}
