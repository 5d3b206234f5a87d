package io.sbc.admin.alarm.probe;

import java.util.OptionalDouble;

/** Gauges and counters of the process, by the name of their metric. Any thread. */
@FunctionalInterface
public interface Measures {

    /** Empty where no part has registered one of that name. */
    OptionalDouble find(String metric);

    /** 0 where there is none: a part that is switched off has nothing to say. */
    default double of(String metric) {
        return find(metric).orElse(0);
    }
}
