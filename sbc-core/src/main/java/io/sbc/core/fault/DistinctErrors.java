package io.sbc.core.fault;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Logs errors of ours without repeating itself: the first of a kind with its stack, later ones when their number reaches
 * a power of two. A kind is what was done, the exception's class and where it was thrown; of kinds there is a limit,
 * beyond which they are one. So nobody who finds a bug from outside can fill the disk with it. Any thread.
 */
public final class DistinctErrors {

    private static final int KINDS_MAX = 256;
    private static final String OTHERS = "others";

    private final Logger log;
    private final Map<String, Long> counts = new HashMap<>();

    /** @param log where the lines go */
    public DistinctErrors(Logger log) {
        this.log = log;
    }

    /** One more. {@code what} is constant text: what was being done. */
    public void report(String what, Throwable error) {
        long count = count(what + " " + kindOf(error));
        if (count == 1) {
            log.error("{} failed", what, error);
        } else if (Long.bitCount(count) == 1) {
            log.error("{} failed as before, {} times by now: {}", what, count, error.toString());
        }
    }

    private synchronized long count(String kind) {
        String key = counts.containsKey(kind) || counts.size() < KINDS_MAX ? kind : OTHERS;
        return counts.merge(key, 1L, Long::sum);
    }

    private static String kindOf(Throwable error) {
        StackTraceElement[] stack = error.getStackTrace();
        return error.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
