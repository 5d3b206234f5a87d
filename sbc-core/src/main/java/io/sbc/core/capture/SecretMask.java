package io.sbc.core.capture;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of a message and leaves its length: keys of {@code a=crypto} lines (RFC 4568), digest responses, from which a weak
 * password can be guessed, and whatever else a credential says that is no digest. Pure functions.
 *
 * <p>A key becomes {@code MASKEDMASKED…}, which is Base64 as RFC 4568 §6.1 wants it: Wireshark calls a description with anything else
 * malformed, and then does not know the RTP of the call as RTP. Credentials become stars.
 */
final class SecretMask {

    private static final Pattern SECRETS = Pattern.compile(
            "(?im)^a=crypto:[^\\r\\n]*|^(?:proxy-)?authorization[ \\t]*:[^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*");
    private static final Pattern KEY = Pattern.compile("(?i)inline:[ \\t]*([^|;\\s]+?)=*(?=[|;\\s]|$)"); // padding stays
    private static final Pattern RESPONSE = Pattern.compile("(?i)\\bresponse[ \\t]*=[ \\t]*\"?([^\",\\s]+)");
    private static final byte[] IN_BASE64 = "MASKED".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STARS = "*".getBytes(StandardCharsets.US_ASCII);
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
            if (key) {
                mask(KEY, IN_BASE64, text, found, masked);
            } else {
                mask(RESPONSE, STARS, text, found, masked);
                mask(OTHER, STARS, text, found, masked);
            }
        } while (found.find());
        return masked;
    }

    private static void mask(Pattern secret, byte[] mask, String text, Matcher line, byte[] masked) {
        Matcher found = secret.matcher(text).region(line.start(), line.end());
        while (found.find()) {
            for (int i = found.start(1); i < found.end(1); i++) {
                masked[i] = mask[(i - found.start(1)) % mask.length];
            }
        }
    }
}
