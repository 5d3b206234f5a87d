package io.sbc.admin.users;

import io.sbc.admin.account.UsualPasswords;
import io.sbc.core.directory.Secret;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/** What a set-side password must be: phones are reached from the internet. */
final class PasswordRules {

    private static final int LENGTH_MIN = 12;
    private static final int DIFFERENT_MIN = 6;
    private static final int GENERATED_LENGTH = 20;
    /** 60 characters that nobody confuses: 20 of them make 118 bits. */
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_+";

    private PasswordRules() {}

    /** Why it is too weak, without quoting it. */
    static Optional<String> weakness(Secret password, String email, String extension) {
        String text = password.reveal();
        if (text.length() < LENGTH_MIN) {
            return Optional.of("it is shorter than " + LENGTH_MIN + " characters");
        }
        if (text.chars().distinct().count() < DIFFERENT_MIN) {
            return Optional.of("it has fewer than " + DIFFERENT_MIN + " different characters");
        }
        if (text.chars().allMatch(Character::isDigit)) {
            return Optional.of("it is only digits");
        }
        String lower = text.toLowerCase(Locale.ROOT);
        String name = email.substring(0, email.indexOf('@')).toLowerCase(Locale.ROOT);
        if ((name.length() > 2 && lower.contains(name)) || (extension.length() > 2 && lower.contains(extension))) {
            return Optional.of("the user's name or extension stands in it");
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
