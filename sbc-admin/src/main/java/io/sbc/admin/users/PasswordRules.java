package io.sbc.admin.users;

import io.sbc.admin.account.PasswordBasics;
import io.sbc.core.directory.Secret;
import java.util.Locale;
import java.util.Optional;

/** What a set-side password must be: phones are reached from the internet. */
final class PasswordRules {

    /** A name of two characters stands in many a good password by chance. */
    private static final int NAME_MIN = 3;

    private PasswordRules() {}

    /** Why it is too weak, without quoting it. */
    static Optional<String> weakness(Secret password, String email, String extension) {
        String text = password.reveal();
        String lower = text.toLowerCase(Locale.ROOT);
        String name = email.substring(0, email.indexOf('@')).toLowerCase(Locale.ROOT);
        return PasswordBasics.weakness(text, holds(lower, name) || holds(lower, extension),
                "the user's name or extension");
    }

    private static boolean holds(String password, String name) {
        return name.length() >= NAME_MIN && password.contains(name);
    }
}
