package io.sbc.core.survival;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals records with AES-256 in Galois/Counter Mode: they have keys in them. The nonce is 64 random bits of this process and a
 * counter, so none is used twice under the key (NIST SP 800-38D §8.2.1). A record opens in its own place only. One thread at a time.
 *
 * <pre>
 *  0             12                      end-16        end
 *  +-------------+-----------------------+-------------+
 *  | nonce       | cipher text           | tag         |
 *  +-------------+-----------------------+-------------+
 * </pre>
 */
final class VaultSeal {

    /** Octets that sealing adds. */
    static final int OVERHEAD = 28;

    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final SecureRandom random;
    private final ByteBuffer place = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private int sealed;

    /** @param key 32 octets */
    VaultSeal(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
        random.nextBytes(nonce);
    }

    /**
     * Writes the sealed record to {@code into}, from 0 on.
     *
     * @param generation of the record, {@code slot} where it stands
     * @return its length
     */
    int seal(byte[] record, int length, long generation, int slot, byte[] into) {
        if (++sealed == 0) {
            random.nextBytes(nonce); // 2^32 records
        }
        ByteBuffer.wrap(nonce).putInt(NONCE_LENGTH - Integer.BYTES, sealed);
        System.arraycopy(nonce, 0, into, 0, NONCE_LENGTH);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.clear().putLong(generation).putInt(slot).flip());
            return NONCE_LENGTH + cipher.doFinal(record, 0, length, into, NONCE_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The record; empty when it is torn, was changed, or was sealed under another key or for another place. */
    Optional<byte[]> open(byte[] octets, long generation, int slot) {
        if (octets.length < OVERHEAD) {
            return Optional.empty();
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key,
                    new GCMParameterSpec(TAG_BITS, Arrays.copyOf(octets, NONCE_LENGTH)));
            cipher.updateAAD(place.clear().putLong(generation).putInt(slot).flip());
            return Optional.of(cipher.doFinal(octets, NONCE_LENGTH, octets.length - NONCE_LENGTH));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
