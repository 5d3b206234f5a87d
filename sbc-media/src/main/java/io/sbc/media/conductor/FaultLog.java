package io.sbc.media.conductor;

import io.sbc.base.Counters;
import io.sbc.media.api.MediaCounter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults of ours: each kind is logged once with its stack, repeats are counted only. Thread-safe. */
final class FaultLog {

    private static final Logger LOG = LoggerFactory.getLogger(MediaConductor.class);
    private static final int KINDS_MAX = 32;

    private final Counters<MediaCounter> counters;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    FaultLog(Counters<MediaCounter> counters) {
        this.counters = counters;
    }

    /** A fault that ended a turn of an agent. */
    void onFault(Throwable fault) {
        counters.increment(MediaCounter.FAULTS);
        log("A fault of ours in the media plane", fault);
    }

    /** Logs a fault that was counted already, if it is of a new kind. */
    void log(String what, Throwable fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        String kind = fault.getClass().getName() + (stack.length == 0 ? "" : "@" + stack[0]);
        if (seen.size() < KINDS_MAX && seen.add(kind)) {
            LOG.error("{}; further ones of this kind are counted only", what, fault);
        }
    }
}
