package io.sbc.core.capture;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of a message and leaves its length: keys of {@code a=crypto} lines (RFC 4568), digest responses, from which a weak
 * password can be guessed, and whatever else a credential says that is no digest. Pure functions.
 */
final class SecretMask {

    private static final Pattern SECRETS = Pattern.compile(
            "(?im)^a=crypto:[^\\r\\n]*|^(?:proxy-)?authorization[ \\t]*:[^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*");
    private static final Pattern KEY = Pattern.compile("(?i)inline:[ \\t]*([^|;\\s]+)");
    private static final Pattern RESPONSE = Pattern.compile("(?i)\\bresponse[ \\t]*=[ \\t]*\"?([^\",\\s]+)");
    private static final Pattern OTHER = Pattern.compile("(?i):[ \\t]*(?!digest\\b)[^ \\t]+[ \\t]+([^\\r\\n]+)");

    private SecretMask() {}

    /** The message without secrets; the same array when it has none. */
    static byte[] masked(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        Matcher found = SECRETS.matcher(text);
        if (!found.find()) {
            return message;
        }
        byte[] masked = message.clone();
        do {
            boolean key = text.regionMatches(true, found.start(), "a=", 0, 2);
            mask(key ? KEY : RESPONSE, text, found, masked);
            if (!key) {
                mask(OTHER, text, found, masked);
            }
        } while (found.find());
        return masked;
    }

    private static void mask(Pattern secret, String text, Matcher line, byte[] masked) {
        Matcher found = secret.matcher(text).region(line.start(), line.end());
        while (found.find()) {
            for (int i = found.start(1); i < found.end(1); i++) {
                masked[i] = '*';
            }
        }
    }
}
