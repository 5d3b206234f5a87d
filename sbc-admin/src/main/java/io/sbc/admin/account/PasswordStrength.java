package io.sbc.admin.account;

import io.sbc.core.directory.Secret;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/** What an administrator's password must be: long rather than curious (NIST SP 800-63B §3.1.1.2). */
final class PasswordStrength {

    static final int LENGTH_MAX = 256;

    private static final int LENGTH_MIN = 12;
    private static final int DIFFERENT_MIN = 6;
    private static final int GENERATED_LENGTH = 20;
    /** 60 characters that nobody confuses: 20 of them make 118 bits. */
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_+";

    private PasswordStrength() {}

    /** Why it is too weak, without quoting it. */
    static Optional<String> weakness(Secret password, String account) {
        String text = password.reveal();
        String lower = text.toLowerCase(Locale.ROOT);
        if (text.length() < LENGTH_MIN) {
            return Optional.of("it is shorter than " + LENGTH_MIN + " characters");
        }
        if (text.length() > LENGTH_MAX) {
            return Optional.of("it is longer than " + LENGTH_MAX + " characters");
        }
        if (text.chars().distinct().count() < DIFFERENT_MIN) {
            return Optional.of("it has fewer than " + DIFFERENT_MIN + " different characters");
        }
        if (text.chars().allMatch(Character::isDigit)) {
            return Optional.of("it is only digits");
        }
        if (lower.contains(account.toLowerCase(Locale.ROOT))) {
            return Optional.of("the name of the account stands in it");
        }
        return UsualPasswords.isHardlyMoreThanOne(text)
                ? Optional.of("it is hardly more than a word that everybody takes")
                : Optional.empty();
    }

    /** A strong one. */
    static Secret generate(SecureRandom random) {
        StringBuilder text = new StringBuilder(GENERATED_LENGTH);
        for (int i = 0; i < GENERATED_LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new Secret(text.toString());
    }
}
