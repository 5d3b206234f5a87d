package io.sbc.core.sdp;

import java.util.ArrayList;
import java.util.List;

/** What lines of a description are made of. Each call reads some dozen lines: by hand, not by regular expressions. Stateless. */
public final class SdpText {

    private static final int OCTETS_OF_IPV4 = 4;
    private static final int DIGITS_OF_OCTET = 3;

    private SdpText() {}

    /**
     * The words of a text between runs of {@code separators}, what surrounds it left out; one empty word for nothing. As {@code
     * text.trim().split("[separators]+", -1)}.
     */
    static List<String> words(String text, String separators) {
        String trimmed = text.trim();
        List<String> words = new ArrayList<>(8);
        int from = 0;
        for (int i = 0; i < trimmed.length(); i++) {
            if (separators.indexOf(trimmed.charAt(i)) >= 0) {
                words.add(trimmed.substring(from, i));
                while (separators.indexOf(trimmed.charAt(i + 1)) >= 0) { // a word follows: it is trimmed
                    i++;
                }
                from = i + 1;
            }
        }
        words.add(trimmed.substring(from));
        return words;
    }

    /** Whether it is a number of 1 to {@code digitsMax} digits. */
    public static boolean isNumber(String text, int digitsMax) {
        return !text.isEmpty() && text.length() <= digitsMax && digitsFrom(text, 0) == text.length();
    }

    /** Whether it is of the form {@code d.d.d.d} with 1 to 3 digits each, whatever they say. */
    public static boolean isDottedQuad(String text) {
        int at = 0;
        for (int octet = 1; octet <= OCTETS_OF_IPV4; octet++) {
            int end = digitsFrom(text, at);
            if (end == at || end - at > DIGITS_OF_OCTET) {
                return false;
            }
            if (octet < OCTETS_OF_IPV4 && (end == text.length() || text.charAt(end) != '.')) {
                return false;
            }
            at = octet < OCTETS_OF_IPV4 ? end + 1 : end;
        }
        return at == text.length();
    }

    private static int digitsFrom(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
