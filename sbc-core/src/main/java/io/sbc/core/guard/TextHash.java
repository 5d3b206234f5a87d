package io.sbc.core.guard;

/** 64-bit hashes of names under a secret, so that nobody can make two names meet on purpose. Pure. */
final class TextHash {

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private TextHash() {}

    static long of(String text, long secret) {
        long hash = secret;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    static long of(String text, long number, long secret) {
        return of(text, secret ^ number * MULTIPLIER);
    }
}
