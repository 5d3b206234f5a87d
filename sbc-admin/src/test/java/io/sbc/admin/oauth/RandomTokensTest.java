package io.sbc.admin.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** What is made of chance. */
class RandomTokensTest {

    /** The first octets of each token are zeros but for those that the test gives: 0xF8 is a hyphen in Base64 for URLs. */
    private static final class Given extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] firsts = {(byte) 0xf8, (byte) 0xfb, 0x04};
        private int asked;

        @Override
        public void nextBytes(byte[] octets) {
            octets[0] = firsts[asked++];
        }
    }

    @Test
    void shouldMakeNoTokenThatACommandTakesForAnOption() {
        String token = new RandomTokens(new Given()).token();

        assertFalse(token.startsWith("-"), token);
        assertEquals("B" + "A".repeat(23), token, "the third that came");
    }
}
