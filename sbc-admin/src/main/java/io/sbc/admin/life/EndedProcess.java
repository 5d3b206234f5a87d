package io.sbc.admin.life;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A process before this one that ended without an orderly stop, as its {@link LifeMark} tells.
 *
 * @param pid of the process; 0 when its mark could not be read
 * @param startedMillis wall clock when it was ready
 * @param aliveMillis wall clock when it was last seen alive, to within {@link LifeMark#EVERY}
 * @param calls that it had then, those that rang included
 * @param times how often it has gone like this since the last orderly stop, this one included
 * @param firstMillis wall clock of the end of the first of them
 */
public record EndedProcess(long pid, long startedMillis, long aliveMillis, int calls, int times, long firstMillis) {

    /**
     * For people.
     *
     * @param foundMillis wall clock when this process found it
     */
    public String words(long foundMillis, CallsAfter after) {
        long awaySeconds = Math.max(0, foundMillis - aliveMillis + 999) / 1000;
        return "The process before this one"
                + (pid == 0 ? "" : " (PID " + pid + ", ready since " + time(startedMillis) + ")")
                + " was last seen alive at " + time(aliveMillis) + " and was not stopped in order; this one began "
                + awaySeconds + " s later: " + after.words() + "."
                + (times > 1 ? " It has ended so " + times + " times since " + time(firstMillis) + "." : "");
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
