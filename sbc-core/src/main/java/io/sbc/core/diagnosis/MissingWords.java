package io.sbc.core.diagnosis;

import io.sbc.core.diagnosis.Verdict.Missing;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** From when to when audio was missing, in words that end a sentence. Pure. */
final class MissingWords {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private MissingWords() {}

    static boolean lasts(List<Missing> missing) {
        return missing.stream().anyMatch(one -> one.end() == Missing.End.LASTS);
    }

    /** Several are told of by the last one, and by how many they are. */
    static String of(List<Missing> missing) {
        Missing last = missing.getLast();
        return ". Missing " + (missing.size() > 1 ? missing.size() + " times, the last " : "")
                + (last.untilMillis().isPresent()
                        ? "from " + time(last.fromMillis()) + " to " + time(last.untilMillis().getAsLong()) + " UTC ("
                                + length(last.untilMillis().getAsLong() - last.fromMillis()) + ")"
                        : "since " + time(last.fromMillis()) + " UTC")
                + end(last.end());
    }

    /** What follows the words of media on one silence. */
    static String after(Missing one) {
        return one.untilMillis().isEmpty()
                ? ""
                : "; until " + time(one.untilMillis().getAsLong()) + " UTC"
                        + end(one.end());
    }

    private static String end(Missing.End end) {
        return switch (end) {
            case LASTS -> ", and still is";
            case CAME_BACK -> ", then it was heard again";
            case NOT_EXPECTED -> ", when nobody waited for it any more (hold)";
            case CALL_ENDED -> ", the end of the call";
        };
    }

    private static String length(long millis) {
        long seconds = (millis + 500) / 1_000;
        return seconds < 120 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    private static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }
}
