package io.sbc.core.history;

/** Keeps what comes from outside within limits, so that no entry of the history grows without end. */
final class EventText {

    static final int LENGTH_MAX = 1_024;

    private EventText() {}

    /** At most {@link #LENGTH_MAX} characters, without the NUL that PostgreSQL does not take. */
    static String clipped(String text) {
        String clean = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        return clean.length() <= LENGTH_MAX ? clean : clean.substring(0, LENGTH_MAX - 1) + "…";
    }
}
