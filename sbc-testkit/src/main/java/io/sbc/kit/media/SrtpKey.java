package io.sbc.kit.media;

import java.util.Arrays;

/**
 * The key of one direction.
 *
 * @param keyAndSalt master key and master salt, one after the other
 * @param identifier the MKI in each packet (RFC 3711 §3.1); empty: there is none
 */
public record SrtpKey(SrtpSuite suite, byte[] keyAndSalt, byte[] identifier) {

    /** Without an identifier. */
    public SrtpKey(SrtpSuite suite, byte[] keyAndSalt) {
        this(suite, keyAndSalt, new byte[0]);
    }

    public SrtpKey {
        if (keyAndSalt.length != suite.keyAndSaltBytes()) {
            throw new IllegalArgumentException(
                    suite + " takes " + suite.keyAndSaltBytes() + " bytes, not " + keyAndSalt.length);
        }
        keyAndSalt = keyAndSalt.clone();
        identifier = identifier.clone();
    }

    byte[] masterKey() {
        return Arrays.copyOf(keyAndSalt, suite.keyBytes());
    }

    byte[] masterSalt() {
        return Arrays.copyOfRange(keyAndSalt, suite.keyBytes(), keyAndSalt.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SrtpKey key && key.suite == suite && Arrays.equals(key.keyAndSalt, keyAndSalt)
                && Arrays.equals(key.identifier, identifier);
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
