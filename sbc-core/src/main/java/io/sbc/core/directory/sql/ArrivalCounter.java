package io.sbc.core.directory.sql;

import io.sbc.base.CounterDescriptor;

/** What an operator counts of changes on their way into the signalling. */
public enum ArrivalCounter implements CounterDescriptor {
    LATE("sbc_directory_late_total",
            "Changes of the directory that were answered before the signalling had taken them up.");

    private final String metric;
    private final String help;

    ArrivalCounter(String metric, String help) {
        this.metric = metric;
        this.help = help;
    }

    @Override
    public String metric() {
        return metric;
    }

    @Override
    public String help() {
        return help;
    }
}
