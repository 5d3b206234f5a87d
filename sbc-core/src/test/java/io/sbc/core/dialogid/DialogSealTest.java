package io.sbc.core.dialogid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DialogSealTest {

    private final DialogSeal seal = new DialogSeal(
            "sixteen octets!!".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    @Test
    void shouldUnsealWhatItSealed() {
        for (String text : new String[]{"a", "17@10.0.0.9", "ünïcode", "x".repeat(256), ""}) {
            assertEquals(Optional.of(text), seal.unseal(seal.seal(text)));
        }
    }

    @Test
    void shouldGiveTheSameNameEachTimeAndAnotherForAnotherText() {
        assertEquals(seal.seal("17@10.0.0.9"), seal.seal("17@10.0.0.9"));
        assertNotEquals(seal.seal("17@10.0.0.9"), seal.seal("18@10.0.0.9"));
        assertEquals(seal.name("17"), seal.name("17"));
        assertNotEquals(seal.name("17"), seal.name("18"));
    }

    @Test
    void shouldMakeTokensOfTheGrammar() {
        assertTrue(seal.seal("17@10.0.0.9/ä b").matches("[A-Za-z0-9_-]+"));
    }

    /** RFC 3261 §19.3 lets peers choose tags: one that only looks like ours is not ours. */
    @Test
    void shouldNotUnsealWhatItDidNotSeal() {
        Random random = new Random(4);
        String sealed = seal.seal("17@10.0.0.9");
        for (int i = 2; i < sealed.length() - 1; i++) {
            char other = "ABCDEFGHIJKLMNOP".charAt(random.nextInt(16));
            if (sealed.charAt(i) != other) {
                assertTrue(seal.unseal(sealed.substring(0, i) + other + sealed.substring(i + 1)).isEmpty(), "at " + i);
            }
        }
        for (String foreign : new String[]{"z9", "z9A", "z9****", "as1", "z9" + "A".repeat(2000),
            sealed.substring(1)}) {
            assertTrue(seal.unseal(foreign).isEmpty(), foreign);
        }
        assertTrue(new DialogSeal(new byte[16]).unseal(sealed).isEmpty());
    }

    @Test
    void shouldWantAKey() {
        assertThrows(IllegalArgumentException.class, () -> new DialogSeal(new byte[15]));
        assertFalse(seal.seal("secret").contains("secret"));
    }
}
