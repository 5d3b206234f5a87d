package io.sbc.admin.support;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds any of many known strings in a text, in one pass: the first {@value #WINDOW} characters of each are hashed, a window of that
 * length slides over the text, and where its hash is known the strings are compared. Immutable once made.
 *
 * <p>A string shorter than {@value #SHORT}, such as an authorization code of digits, counts only where neither a letter nor a digit stands
 * beside it: else it would be found inside of time stamps.
 */
final class SecretSearch {

    /** Shorter ones are not looked for. */
    static final int WINDOW = 6;

    private static final int SHORT = 12;
    private static final int FACTOR = 31;
    private static final int BITS = 1 << 20;

    private final BitSet starts = new BitSet(BITS);
    private final Map<Integer, List<String>> byHash = new HashMap<>();
    private final int leading;

    SecretSearch(Collection<String> secrets) {
        int power = 1;
        for (int i = 1; i < WINDOW; i++) {
            power *= FACTOR;
        }
        leading = power;
        for (String secret : secrets) {
            if (secret.length() >= WINDOW) {
                int hash = hash(secret);
                starts.set(hash & BITS - 1);
                byHash.computeIfAbsent(hash, _ -> new ArrayList<>(1)).add(secret);
            }
        }
    }

    /** What is done with one that was found. */
    interface Found {
        void at(int start, int end);
    }

    /** Tells of each, from left to right; of several that begin at one place the longest, and none inside another. */
    void search(String text, Found found) {
        if (byHash.isEmpty() || text.length() < WINDOW) {
            return;
        }
        int hash = hash(text);
        int free = 0;
        for (int at = 0;; at++) {
            if (at >= free && starts.get(hash & BITS - 1)) {
                int end = match(text, at, hash);
                if (end > at) {
                    found.at(at, end);
                    free = end;
                }
            }
            if (at + WINDOW >= text.length()) {
                return;
            }
            hash = (hash - text.charAt(at) * leading) * FACTOR + text.charAt(at + WINDOW);
        }
    }

    private int match(String text, int at, int hash) {
        int end = -1;
        for (String secret : byHash.getOrDefault(hash, List.of())) {
            if (at + secret.length() > end && text.startsWith(secret, at)
                    && (secret.length() >= SHORT || standsAlone(text, at, at + secret.length()))) {
                end = at + secret.length();
            }
        }
        return end;
    }

    private static boolean standsAlone(String text, int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)))
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    }

    private static int hash(String text) {
        int hash = 0;
        for (int i = 0; i < WINDOW; i++) {
            hash = hash * FACTOR + text.charAt(i);
        }
        return hash;
    }
}
