package io.sbc.kit.sdp;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A crypto attribute (RFC 4568 §9.1).
 *
 * @param suite the name of the crypto-suite, which may be one that nobody knows
 * @param key   master key and master salt, one after the other
 */
public record Crypto(int tag, String suite, byte[] key) {
    private static final Pattern LINE = Pattern.compile("(\\d{1,9}) +(\\S+) +inline:([A-Za-z0-9+/=]+)(\\|\\S*)?( .*)?");

    /**
     * Reads the attribute's value.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Crypto parse(String value) {
        Matcher matcher = LINE.matcher(value.trim());
        if (!matcher.matches()) {
            // Not the value itself: it may hold a key.
            throw new IllegalArgumentException("not a crypto attribute");
        }
        return new Crypto(Integer.parseInt(matcher.group(1)), matcher.group(2),
                Base64.getDecoder().decode(matcher.group(3)));
    }

    String write() {
        return tag + " " + suite + " inline:" + Base64.getEncoder().encodeToString(key);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return tag + " " + suite + " inline:***";
    }
}
