package io.sbc.admin.alarm;

import java.util.LinkedHashMap;
import java.util.Map;

/** What probes found in one turn. Filled and read by the thread of the alarms. */
public final class Findings {

    private final Map<Key, Finding> found = new LinkedHashMap<>();

    /** What an alarm is of: one that is not cleared at a time. */
    record Key(AlarmKind kind, String subject) {}

    /**
     * @param bad whether the condition holds; else it neither holds nor is gone, and an alarm stays as it is
     */
    record Finding(boolean bad, String text) {}

    /** The condition holds. */
    public void bad(AlarmKind kind, String subject, String text) {
        found.put(new Key(kind, subject), new Finding(true, text));
    }

    /** Between the two thresholds: what is raised stays, what is not is not raised. */
    public void between(AlarmKind kind, String subject, String text) {
        found.putIfAbsent(new Key(kind, subject), new Finding(false, text));
    }

    /** By a value and its two thresholds, of which the one that raises is the greater. */
    public void above(AlarmKind kind, String subject, double value, double raise, double clear, String text) {
        if (value >= raise) {
            bad(kind, subject, text);
        } else if (value >= clear) {
            between(kind, subject, text);
        }
    }

    Map<Key, Finding> all() {
        return found;
    }
}
