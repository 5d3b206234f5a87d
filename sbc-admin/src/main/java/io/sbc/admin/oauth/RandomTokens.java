package io.sbc.admin.oauth;

import io.sbc.core.directory.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** Values that nobody guesses. */
final class RandomTokens {

    private static final int TOKEN_OCTETS = 18;
    private static final int SECRET_OCTETS = 32;
    /** No 0 and O, 1 and I: it is read from one screen and typed at another. */
    private static final String VERIFIER_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int VERIFIER_LENGTH = 12;

    private final SecureRandom random;

    RandomTokens(SecureRandom random) {
        this.random = random;
    }

    /** 24 characters of almost 144 bits. None begins with a hyphen: people type them as arguments of commands. */
    String token() {
        String token = base64(TOKEN_OCTETS);
        return token.charAt(0) == '-' ? token() : token;
    }

    /** 43 characters of 256 bits. */
    Secret secret() {
        return new Secret(base64(SECRET_OCTETS));
    }

    /** 12 letters and digits of 60 bits: enough for something that five wrong guesses end. */
    Secret verifier() {
        StringBuilder text = new StringBuilder(VERIFIER_LENGTH);
        for (int i = 0; i < VERIFIER_LENGTH; i++) {
            text.append(VERIFIER_ALPHABET.charAt(random.nextInt(VERIFIER_ALPHABET.length())));
        }
        return new Secret(text.toString());
    }

    private String base64(int octets) {
        byte[] value = new byte[octets];
        random.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }
}
