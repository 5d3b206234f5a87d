package io.sbc.core.diagnosis;

import java.util.List;
import java.util.OptionalLong;

/**
 * A rule that fired.
 *
 * @param rule names it, stable, in lower case with hyphens
 * @param what happened, in a sentence; of missing audio it says from when to when
 * @param evidence what shows it, the oldest first
 * @param cause the likely one
 * @param todo what mends it
 * @param where to do that
 * @param missing when audio was missing, the oldest first; empty for rules that are not about audio
 */
public record Verdict(String rule, String what, List<Evidence> evidence, String cause, String todo, String where,
        List<Missing> missing) {

    public Verdict {
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
    }

    /**
     * Something that was recorded.
     *
     * @param atMillis wall clock
     * @param text a message's start line, a decision's words, a counter: no key, no credentials
     */
    public record Evidence(long atMillis, String text) {}

    /**
     * A time in which somebody who should have been heard was not.
     *
     * @param fromMillis wall clock
     * @param untilMillis wall clock when it was heard again, when it was not expected any more, or when the call ended; empty while it
     *     lasts. To within the interval of samples
     */
    public record Missing(long fromMillis, OptionalLong untilMillis, End end) {

        /** What ended it. */
        public enum End {
            /** Nothing: it still is missing. */
            LASTS,
            /** It was heard again. */
            CAME_BACK,
            /** It was put on hold, so that nobody waited for it any more. */
            NOT_EXPECTED,
            /** The call was over. */
            CALL_ENDED
        }
    }
}
