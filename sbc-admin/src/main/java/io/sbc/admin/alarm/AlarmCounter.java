package io.sbc.admin.alarm;

import io.sbc.base.CounterDescriptor;
import java.util.Locale;

/** What is counted of alarms. */
public enum AlarmCounter implements CounterDescriptor {
    RAISED("Alarms that were raised"),
    CLEARED("Alarms that were cleared"),
    PROBES_FAILED("Times that a condition could not be looked at"),
    TURNS_FAILED("Times that the alarms as a whole were not looked at, by a fault"),
    SAVES_FAILED("Writes of alarms to the database that failed; they are tried again"),
    RECORDS_LOST("Alarms that never reached the database, because too many waited for it");

    private final String help;

    AlarmCounter(String help) {
        this.help = help;
    }

    @Override
    public String metric() {
        return "sbc_alarms_" + name().toLowerCase(Locale.ROOT) + "_total";
    }

    @Override
    public String help() {
        return help;
    }
}
