package io.sbc.core.sdp;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * One {@code inline:} key of an {@code a=crypto} line (RFC 4568 §6.1). Immutable; never printed.
 */
public final class InlineKey {

    private final byte[] keyAndSalt;
    private final String lifetime;
    private final Optional<String> masterKeyIdentifier;

    /**
     * @param keyAndSalt {@code masterKey || masterSalt}
     * @param lifetime packets, {@code 2^20} or decimal as written; empty when there is none
     * @param masterKeyIdentifier {@code value:length} as written
     */
    public InlineKey(byte[] keyAndSalt, String lifetime, Optional<String> masterKeyIdentifier) {
        this.keyAndSalt = keyAndSalt.clone();
        this.lifetime = lifetime;
        this.masterKeyIdentifier = masterKeyIdentifier;
    }

    /** A copy. */
    public byte[] keyAndSalt() {
        return keyAndSalt.clone();
    }

    public String lifetime() {
        return lifetime;
    }

    /** How many packets the key may protect; 2^48 where nothing is said (§6.2). */
    public long lifetimePackets() {
        if (lifetime.isEmpty()) {
            return 1L << 48;
        }
        return lifetime.startsWith("2^") ? 1L << Integer.parseInt(lifetime.substring(2)) : Long.parseLong(lifetime);
    }

    public Optional<String> masterKeyIdentifier() {
        return masterKeyIdentifier;
    }

    String write() {
        StringBuilder out = new StringBuilder("inline:").append(Base64.getEncoder().encodeToString(keyAndSalt));
        if (!lifetime.isEmpty()) {
            out.append('|').append(lifetime);
        }
        masterKeyIdentifier.ifPresent(mki -> out.append('|').append(mki));
        return out.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InlineKey that && MessageDigest.isEqual(keyAndSalt, that.keyAndSalt)
                && lifetime.equals(that.lifetime) && masterKeyIdentifier.equals(that.masterKeyIdentifier);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keyAndSalt);
    }

    @Override
    public String toString() {
        return "***";
    }
}
