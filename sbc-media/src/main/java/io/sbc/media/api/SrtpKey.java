package io.sbc.media.api;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A suite with its master key and master salt. Immutable; compared in constant time; never printed.
 *
 * <p>{@code keyAndSalt} is {@code masterKey || masterSalt}, as in an SDES {@code inline:} value (RFC 4568 §6.1).
 */
public final class SrtpKey {

    private final SrtpSuite suite;
    private final byte[] keyAndSalt;

    /** Copies {@code keyAndSalt}, whose length must be the suite's. */
    public SrtpKey(SrtpSuite suite, byte[] keyAndSalt) {
        int expected = suite.masterKeyLength() + suite.masterSaltLength();
        if (keyAndSalt.length != expected) {
            throw new IllegalArgumentException(
                    suite.sdesName() + " takes " + expected + " octets of key and salt, not " + keyAndSalt.length);
        }
        this.suite = suite;
        this.keyAndSalt = keyAndSalt.clone();
    }

    /** The suite that the key is for. */
    public SrtpSuite suite() {
        return suite;
    }

    /** A copy of {@code masterKey || masterSalt}. */
    public byte[] keyAndSalt() {
        return keyAndSalt.clone();
    }

    /** A copy of the master key. */
    public byte[] masterKey() {
        return Arrays.copyOf(keyAndSalt, suite.masterKeyLength());
    }

    /** A copy of the master salt. */
    public byte[] masterSalt() {
        return Arrays.copyOfRange(keyAndSalt, suite.masterKeyLength(), keyAndSalt.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SrtpKey that && suite == that.suite
                && MessageDigest.isEqual(keyAndSalt, that.keyAndSalt);
    }

    @Override
    public int hashCode() {
        return 31 * suite.hashCode() + Arrays.hashCode(keyAndSalt);
    }

    @Override
    public String toString() {
        return suite.sdesName() + " ***";
    }
}
