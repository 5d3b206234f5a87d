package io.sbc.core.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of an administrator that a peer's text cannot turn into a weapon: what looks back or around is
 * refused when it is loaded, a match reads at most {@link #STEPS_MAX} characters (about a millisecond) however it
 * backtracks, and no text beyond {@link #INPUT_MAX} characters is looked at. Immutable.
 */
public final class SafePattern {

    /** Longer than any number, name or header value that a rule has a business with. */
    static final int INPUT_MAX = 1_024;

    /** About 100 times what a sensible expression reads of the longest input. */
    static final int STEPS_MAX = 100_000;

    static final int LENGTH_MAX = 256;

    private static final Pattern RISKY = Pattern.compile("\\\\[1-9k]|\\(\\?<?[=!]|\\(\\?>");
    private static final Pattern GROUP = Pattern.compile("\\$(\\d)");

    private final Pattern pattern;
    private final String replacement;

    private SafePattern(Pattern pattern, String replacement) {
        this.pattern = pattern;
        this.replacement = replacement;
    }

    /**
     * Compiles.
     *
     * @param replacement with {@code $1} to {@code $9} for groups
     * @throws IllegalArgumentException saying in one clause what is wrong
     */
    public static SafePattern of(String expression, String replacement) {
        if (expression.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("longer than " + LENGTH_MAX + " characters");
        }
        if (RISKY.matcher(expression).find()) {
            throw new IllegalArgumentException("back-references, look-around and atomic groups are not allowed");
        }
        Pattern compiled;
        try {
            compiled = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no regular expression: " + e.getDescription(), e);
        }
        int groups = compiled.matcher("").groupCount();
        Matcher used = GROUP.matcher(replacement);
        while (used.find()) {
            if (Integer.parseInt(used.group(1)) > groups) {
                throw new IllegalArgumentException("there is no group $" + used.group(1));
            }
        }
        if (GROUP.matcher(replacement).replaceAll("").contains("$")) {
            throw new IllegalArgumentException("$ must be followed by the number of a group");
        }
        return new SafePattern(compiled, replacement.replace("\\", "\\\\"));
    }

    /** {@code text} rewritten where all of it matches; empty when it does not, or would take too long. */
    public Optional<String> whole(String text) {
        return bounded(text, matcher -> matcher.matches()
                ? Optional.of(matcher.replaceFirst(replacement))
                : Optional.empty());
    }

    /** {@code text} with every match replaced; empty when there is none, or it would take too long. */
    public Optional<String> everywhere(String text) {
        return bounded(text,
                matcher -> matcher.find() ? Optional.of(matcher.replaceAll(replacement)) : Optional.empty());
    }

    private interface Step {

        Optional<String> on(Matcher matcher);
    }

    private Optional<String> bounded(String text, Step step) {
        if (text.length() > INPUT_MAX) {
            return Optional.empty();
        }
        try {
            return step.on(pattern.matcher(new Budgeted(text, new int[]{STEPS_MAX})));
        } catch (OutOfSteps | StackOverflowError tooMuch) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return pattern + " -> " + replacement;
    }

    /** A text that counts how often it is read. */
    private record Budgeted(String text, int[] left) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new OutOfSteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class OutOfSteps extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OutOfSteps() {
            super("too many steps", null, false, false);
        }
    }
}
