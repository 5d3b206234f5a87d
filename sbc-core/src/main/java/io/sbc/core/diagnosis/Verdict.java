package io.sbc.core.diagnosis;

import java.util.List;

/**
 * A rule that fired.
 *
 * @param rule names it, stable, in lower case with hyphens
 * @param what happened, in a sentence
 * @param evidence what shows it, the oldest first
 * @param cause the likely one
 * @param todo what mends it
 * @param where to do that
 */
public record Verdict(String rule, String what, List<Evidence> evidence, String cause, String todo, String where) {

    public Verdict {
        evidence = List.copyOf(evidence);
    }

    /**
     * Something that was recorded.
     *
     * @param atMillis wall clock
     * @param text a message's start line, a decision's words, a counter: no key, no credentials
     */
    public record Evidence(long atMillis, String text) {}
}
