package io.sbc.admin.account;

import io.sbc.core.directory.Secret;
import java.util.Locale;
import java.util.Optional;

/** What an administrator's password must be: long rather than curious (NIST SP 800-63B §3.1.1.2). */
final class PasswordStrength {

    static final int LENGTH_MAX = 256;

    private PasswordStrength() {}

    /** Why it is too weak, without quoting it. */
    static Optional<String> weakness(Secret password, String account) {
        String text = password.reveal();
        if (text.length() > LENGTH_MAX) {
            return Optional.of("it is longer than " + LENGTH_MAX + " characters");
        }
        boolean holdsName = text.toLowerCase(Locale.ROOT).contains(account.toLowerCase(Locale.ROOT));
        return PasswordBasics.weakness(text, holdsName, "the name of the account");
    }
}
