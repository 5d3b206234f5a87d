package io.sbc.core.config;

import java.util.List;
import java.util.stream.Stream;

/** When a changed setting has its effect. */
public enum Applies {
    /** At once, for what begins from then on. */
    LIVE,
    /** With the next start. */
    RESTART,
    /** It can only be changed in the file: the database that API settings lie in is found by it. */
    FILE;

    /** What {@link #LIVE} holds for; whatever is below, too. */
    private static final List<String> LIVE_KEYS = List.of("icp.pbxs", "set.rtp-security", "icp.rtp-security",
            "calls.answer-timeout", "calls.session-expires", "calls.minimum-session-expires",
            "calls.follow-redirects", "logging.level", "guard.known-factor", "guard.connections", "guard.untrusted",
            "guard.registered", "guard.malformed", "guard.scanners.users", "guard.scanners.window",
            "guard.failed-logins.per-source");

    private static final List<String> FILE_KEYS = List.of("store", "run");

    /** Of a key with dots. */
    public static Applies of(String key) {
        if (covers(LIVE_KEYS, key)) {
            return LIVE;
        }
        return covers(FILE_KEYS, key) ? FILE : RESTART;
    }

    /** For the test that every one of them is a key. */
    static List<String> named() {
        return Stream.concat(LIVE_KEYS.stream(), FILE_KEYS.stream()).toList();
    }

    private static boolean covers(List<String> keys, String key) {
        return keys.stream().anyMatch(known -> key.equals(known) || key.startsWith(known + "."));
    }
}
