package io.sbc.admin.account;

import java.util.List;
import java.util.Locale;

/** Words of the longest lists of passwords that leaked, which rules of length and variety would let pass. Pure. */
final class UsualPasswords {

    private static final int REST_MIN = 6;
    private static final List<String> WORDS = List.of("password", "passwort", "qwertyuiop", "administrator", "letmein",
            "welcome", "iloveyou", "changeme", "123456789", "abcdefghij", "zoomzoom", "mitel");

    private UsualPasswords() {}

    /** Whether a password is one of them with a few characters more. */
    static boolean isHardlyMoreThanOne(String password) {
        String lower = password.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(word -> lower.contains(word) && password.length() - word.length() < REST_MIN);
    }
}
