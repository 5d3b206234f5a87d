package io.sbc.admin.life;

import io.sbc.core.survival.SurvivalCounter;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What became of the calls of a process before this one (ADR 0430).
 *
 * @param wentOn taken up again, and not ended since for want of a port
 * @param lost how many by why
 * @param unkept that had no record: they rang, or none could be written
 */
public record CallsAfter(long wentOn, Map<SurvivalCounter, Long> lost, long unkept) {

    private static final Map<SurvivalCounter, String> WHY = new EnumMap<>(Map.of(
            SurvivalCounter.TOO_OLD, "away for longer than calls.survive-outage",
            SurvivalCounter.UNACKNOWLEDGED, "whose answer was not acknowledged yet",
            SurvivalCounter.LOST, "whose media port another program took",
            SurvivalCounter.ORPHANED, "whose device or PBX is gone",
            SurvivalCounter.UNREADABLE, "whose record is torn or sealed with another store.key-file",
            SurvivalCounter.FOREIGN, "whose record is of another version or number of shards"));

    public CallsAfter {
        lost = Map.copyOf(lost);
    }

    /**
     * From what is counted.
     *
     * @param calls that the process had when it was last seen
     */
    public static CallsAfter of(int calls, ToLongFunction<SurvivalCounter> counters) {
        Map<SurvivalCounter, Long> lost = new EnumMap<>(SurvivalCounter.class);
        WHY.keySet().forEach(why -> {
            long count = counters.applyAsLong(why);
            if (count > 0) {
                lost.put(why, count);
            }
        });
        long wentOn = Math.max(0, counters.applyAsLong(SurvivalCounter.RESTORED) - lost.getOrDefault(
                SurvivalCounter.LOST, 0L));
        long known = wentOn + lost.values().stream().mapToLong(Long::longValue).sum();
        return new CallsAfter(wentOn, lost, Math.max(0, calls - known));
    }

    /** {@code 3 of 5 calls went on; lost: 1 whose device or PBX is gone, 1 that rang or had no record}. */
    public String words() {
        long all = wentOn + unkept + lost.values().stream().mapToLong(Long::longValue).sum();
        if (all == 0) {
            return "it had no calls";
        }
        String why = WHY.keySet().stream().filter(lost::containsKey).map(key -> lost.get(key) + " " + WHY.get(key))
                .collect(Collectors.joining(", "));
        String rang = unkept == 0 ? "" : (why.isEmpty() ? "" : ", ") + unkept + " that rang or had no record";
        return wentOn + " of " + all + (all == 1 ? " call" : " calls") + " went on"
                + (wentOn == all ? "" : "; lost: " + why + rang);
    }
}
