package io.sbc.admin.tracing;

import io.sbc.base.CounterDescriptor;
import java.util.Locale;

/** What is counted of traces. */
public enum TraceCounter implements CounterDescriptor {
    CALLS_SENT("Calls whose trace the collector took"),
    CALLS_LOST("Calls whose trace was not sent: too many waited, or the collector did not take it"),
    REQUESTS_FAILED("Requests to the collector that failed; they are tried again a few times");

    private final String help;

    TraceCounter(String help) {
        this.help = help;
    }

    @Override
    public String metric() {
        return "sbc_tracing_" + name().toLowerCase(Locale.ROOT) + "_total";
    }

    @Override
    public String help() {
        return help;
    }
}
