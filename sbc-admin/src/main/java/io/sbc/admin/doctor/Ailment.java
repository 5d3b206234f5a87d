package io.sbc.admin.doctor;

import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param level how bad it is
 * @param subject what was looked at: {@code disk}, {@code icp.pbxs[0]}
 * @param what was found, in a sentence
 * @param fix what to do; empty where all is well
 */
public record Ailment(Level level, String subject, String what, String fix) {

    /** How bad something is. */
    public enum Level {
        /** Something cannot work. */
        PROBLEM,
        /** Something will stumble, or may. */
        WARNING,
        /** Looked at, and right. */
        WELL;

        /** {@code problem}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Ailment problem(String subject, String what, String fix) {
        return new Ailment(Level.PROBLEM, subject, what, fix);
    }

    static Ailment warning(String subject, String what, String fix) {
        return new Ailment(Level.WARNING, subject, what, fix);
    }

    static Ailment well(String subject, String what) {
        return new Ailment(Level.WELL, subject, what, "");
    }
}
