package io.sbc.admin.account;

import io.sbc.core.directory.Secret;
import java.security.SecureRandom;
import java.util.Optional;

/** What holds for every password that is chosen here, of administrators as of phones, and how one is made. Pure. */
public final class PasswordBasics {

    private static final int LENGTH_MIN = 12;
    private static final int DIFFERENT_MIN = 6;
    private static final int GENERATED_LENGTH = 20;
    /** 60 characters that nobody confuses: 20 of them make 118 bits. */
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_+";

    private PasswordBasics() {}

    /**
     * Why it is too weak, without quoting it.
     *
     * @param holdsName whether a name of its owner stands in it, by whoever knows the names
     * @param whichName begins the sentence that says so
     */
    public static Optional<String> weakness(String password, boolean holdsName, String whichName) {
        if (password.length() < LENGTH_MIN) {
            return Optional.of("it is shorter than " + LENGTH_MIN + " characters");
        }
        if (password.chars().distinct().count() < DIFFERENT_MIN) {
            return Optional.of("it has fewer than " + DIFFERENT_MIN + " different characters");
        }
        if (password.chars().allMatch(Character::isDigit)) {
            return Optional.of("it is only digits");
        }
        if (holdsName) {
            return Optional.of(whichName + " stands in it");
        }
        return UsualPasswords.isHardlyMoreThanOne(password)
                ? Optional.of("it is hardly more than a word that everybody takes")
                : Optional.empty();
    }

    /** A strong one. */
    public static Secret generate(SecureRandom random) {
        StringBuilder text = new StringBuilder(GENERATED_LENGTH);
        for (int i = 0; i < GENERATED_LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new Secret(text.toString());
    }
}
