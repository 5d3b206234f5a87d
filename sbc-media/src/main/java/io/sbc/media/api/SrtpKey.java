package io.sbc.media.api;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A suite with its master key and master salt, and how they are used: the identifier that packets carry, and how many
 * packets the key may protect. Immutable; compared in constant time; never printed.
 *
 * <p>{@code keyAndSalt} is {@code masterKey || masterSalt}, as in an SDES {@code inline:} value (RFC 4568 §6.1).
 */
public final class SrtpKey {

    /** RFC 3711 §9.2: SRTP packets that one key may protect; of SRTCP there may be 2^31. */
    public static final long LIFETIME_MAX = 1L << 48;

    private final SrtpSuite suite;
    private final byte[] keyAndSalt;
    private final @Nullable MasterKeyIdentifier identifier;
    private final long lifetimePackets;

    /** Without identifier, for as long as a key may live; copies {@code keyAndSalt}, whose length must be the suite's. */
    public SrtpKey(SrtpSuite suite, byte[] keyAndSalt) {
        this(suite, keyAndSalt, Optional.empty(), LIFETIME_MAX);
    }

    /**
     * Copies {@code keyAndSalt}, whose length must be the suite's.
     *
     * @param identifier what each packet carries
     * @param lifetimePackets packets, SRTP and SRTCP each, that the key may protect: 1 to 2^48
     */
    public SrtpKey(SrtpSuite suite, byte[] keyAndSalt, Optional<MasterKeyIdentifier> identifier, long lifetimePackets) {
        int expected = suite.masterKeyLength() + suite.masterSaltLength();
        if (keyAndSalt.length != expected) {
            throw new IllegalArgumentException(
                    suite.sdesName() + " takes " + expected + " octets of key and salt, not " + keyAndSalt.length);
        }
        if (lifetimePackets < 1 || lifetimePackets > LIFETIME_MAX) {
            throw new IllegalArgumentException("a key lives for 1 to 2^48 packets, not " + lifetimePackets);
        }
        this.suite = suite;
        this.keyAndSalt = keyAndSalt.clone();
        this.identifier = identifier.orElse(null);
        this.lifetimePackets = lifetimePackets;
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

    /** What packets under this key carry between payload and tag (RFC 3711 §3.1). */
    public Optional<MasterKeyIdentifier> identifier() {
        return Optional.ofNullable(identifier);
    }

    /** SRTP packets, and SRTCP packets, that this key may protect. */
    public long lifetimePackets() {
        return lifetimePackets;
    }

    /** The same secret with another identifier, or none. */
    public SrtpKey withIdentifier(Optional<MasterKeyIdentifier> other) {
        return new SrtpKey(suite, keyAndSalt, other, lifetimePackets);
    }

    /** The suite and the secret alone: what contexts are kept under, whatever identifier and lifetime are. */
    public SrtpKey secret() {
        return identifier == null && lifetimePackets == LIFETIME_MAX ? this : new SrtpKey(suite, keyAndSalt);
    }

    /** Whether the other one has the same key and salt: two parties must never do (RFC 3711 §9.1). Constant time. */
    public boolean hasSecretOf(SrtpKey other) {
        return MessageDigest.isEqual(keyAndSalt, other.keyAndSalt);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SrtpKey that && suite == that.suite
                && MessageDigest.isEqual(keyAndSalt, that.keyAndSalt) && Objects.equals(identifier, that.identifier)
                && lifetimePackets == that.lifetimePackets;
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
