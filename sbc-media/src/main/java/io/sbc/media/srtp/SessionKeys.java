package io.sbc.media.srtp;

import io.sbc.media.rtp.Octets;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * The session keys of SRTP or of SRTCP (RFC 3711 §4.3), laid out so that a packet touches few cache lines: with hundreds of
 * calls each packet finds its own keys cold, and that costs more than the cipher. Immutable.
 */
final class SessionKeys {

    /** k_e. */
    final Cipher cipher;
    /** k_s, left-aligned in 128 bits: upper half. */
    final long saltHigh;
    /** k_s, left-aligned in 128 bits: lower half. */
    final long saltLow;
    /** k_a, octets 0 to 7; zero with AEAD. */
    final long authentication0;
    /** k_a, octets 8 to 15. */
    final long authentication8;
    /** k_a, octets 16 to 19. */
    final int authentication16;

    /** Touches the keys and, as far as that goes, the cipher; for the caches only. */
    int approach(int step) {
        // The block mode has no IV; to ask for it leads through all objects of a cipher but the round keys.
        return step < 3 ? (int) saltHigh + authentication16 : cipher.getIV() == null ? 0 : 1;
    }

    SessionKeys(byte[] encryptionKey, byte[] salt, byte[] authenticationKey) {
        cipher = AesCounterMode.key(encryptionKey);
        byte[] aligned = Arrays.copyOf(salt, AesCounterMode.BLOCK);
        saltHigh = Octets.getLong(aligned, 0);
        saltLow = Octets.getLong(aligned, 8);
        byte[] key = Arrays.copyOf(authenticationKey, HmacSha1.LENGTH);
        authentication0 = Octets.getLong(key, 0);
        authentication8 = Octets.getLong(key, 8);
        authentication16 = Octets.getInt(key, 16);
    }
}
