package io.sbc.core.recorder;

import java.util.regex.Pattern;

/** Hides what nobody may read without the right to: SRTP keys (RFC 4568, RFC 3830, RFC 4566 §5.12) and what proves credentials. Pure. */
public final class Masking {

    private static final String MASK = "***";

    /** The key, with lifetime and MKI left; and k= lines and MIKEY. */
    private static final Pattern KEYS = Pattern.compile("(?i)(inline:|^a=key-mgmt:[^\\r\\n ]* *|^k=)[^\\r\\n;| ]+",
            Pattern.MULTILINE);

    private static final Pattern CREDENTIALS = Pattern
            .compile("(?im)^((?:proxy-)?authorization[ \\t]*:)(.*(?:\\r?\\n[ \\t].*)*)$");
    private static final Pattern PROOF = Pattern
            .compile("(?i)\\b(response|cnonce)([ \\t]*=[ \\t]*)(\"[^\"]*\"?|[^,\\s]+)");

    private Masking() {}

    /** The message as it may be shown. Credentials keep user and realm, which tell who was meant; anything but Digest goes whole. */
    public static String mask(String message) {
        String withoutKeys = KEYS.matcher(message).replaceAll("$1" + MASK);
        return CREDENTIALS.matcher(withoutKeys).replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                match.group(1) + credentials(match.group(2))));
    }

    private static String credentials(String value) {
        return value.stripLeading().regionMatches(true, 0, "digest", 0, "digest".length())
                ? PROOF.matcher(value).replaceAll("$1$2\"" + MASK + "\"")
                : " " + MASK;
    }
}
