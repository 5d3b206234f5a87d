package io.sbc.admin.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sentence for the next page: what became of a form. It travels in a cookie, so that nothing is kept here, and is shown as text, whoever
 * wrote it.
 *
 * @param good whether it was done
 */
public record Flash(boolean good, String text) {

    static final String COOKIE = "__Host-sbc-flash";

    private static final int LENGTH_MAX = 500;
    private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";

    public Flash {
        text = text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX - 1) + "…" : text;
    }

    /** Of a cookie's value; nothing of what is none of ours. */
    static Optional<Flash> read(@Nullable String value) {
        if (value == null || value.length() < 2) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(value.substring(1)), StandardCharsets.UTF_8);
            return Optional.of(new Flash(value.charAt(0) == '1', text));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /** As {@code Set-Cookie}; good for a minute. */
    String toCookie() {
        return COOKIE + "=" + (good ? '1' : '0')
                + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                + ATTRIBUTES + 60;
    }

    /** Takes it back: it was shown. */
    static String cleared() {
        return COOKIE + "=" + ATTRIBUTES + 0;
    }
}
