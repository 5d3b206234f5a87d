package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sbc.core.directory.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretBoxTest {

    private final SecretBox box = new SecretBox(new byte[32], new SecureRandom());

    @Test
    void shouldOpenWhatItSealed() {
        assertEquals(Optional.of(new Secret("pässword")), box.open(box.seal(new Secret("pässword"), "row:1"), "row:1"));
    }

    @Test
    void shouldSealTheSameSecretDifferentlyEachTime() {
        assertNotEquals(box.seal(new Secret("password"), "row:1"), box.seal(new Secret("password"), "row:1"));
    }

    @Test
    void shouldNotOpenInAnotherPlace() {
        assertEquals(Optional.empty(), box.open(box.seal(new Secret("password"), "row:1"), "row:2"));
    }

    @Test
    void shouldNotOpenUnderAnotherKey() {
        byte[] otherKey = new byte[32];
        otherKey[31] = 1;

        assertEquals(Optional.empty(),
                new SecretBox(otherKey, new SecureRandom()).open(box.seal(new Secret("password"), "row:1"), "row:1"));
    }

    @Test
    void shouldNotOpenWithAnyOctetChanged() {
        byte[] sealed = Base64.getDecoder().decode(box.seal(new Secret("password"), "row:1"));

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertEquals(Optional.empty(), box.open(Base64.getEncoder().encodeToString(changed), "row:1"),
                    "octet " + i);
        }
    }

    @Test
    void shouldNotOpenWhatIsNoBox() {
        assertEquals(Optional.empty(), box.open("", "row:1"));
        assertEquals(Optional.empty(), box.open("AQ==", "row:1"));
        assertEquals(Optional.empty(), box.open("not Base64!", "row:1"));
    }
}
