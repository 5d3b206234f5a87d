package io.sbc.kit.media;

import java.util.Arrays;

/**
 * The key of one direction.
 *
 * @param keyAndSalt master key and master salt, one after the other
 */
public record SrtpKey(SrtpSuite suite, byte[] keyAndSalt) {

    public SrtpKey {
        if (keyAndSalt.length != suite.keyAndSaltBytes()) {
            throw new IllegalArgumentException(
                    suite + " takes " + suite.keyAndSaltBytes() + " bytes, not " + keyAndSalt.length);
        }
        keyAndSalt = keyAndSalt.clone();
    }

    byte[] masterKey() {
        return Arrays.copyOf(keyAndSalt, suite.keyBytes());
    }

    byte[] masterSalt() {
        return Arrays.copyOfRange(keyAndSalt, suite.keyBytes(), keyAndSalt.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SrtpKey key && key.suite == suite && Arrays.equals(key.keyAndSalt, keyAndSalt);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keyAndSalt);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return suite + " ***";
    }
}
