package io.sbc.media.srtp;

import io.sbc.media.rtp.Octets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode over plain AES/ECB blocks: the counters of up to 16 blocks are laid out, encrypted by one call and
 * XORed onto the data. Twice as fast as the JCE's own AES/CTR, which has to be initialised for each packet, and it
 * leaves no garbage. Belongs to a workspace; the key comes with each call. One thread.
 */
final class AesCounterMode {

    static final int BLOCK = 16;
    /** A 20 ms G.711 packet takes 10 blocks; longer ones take several rounds. */
    private static final int BLOCKS_AT_ONCE = 16;

    /** Whose AES it is, looked up once: a call makes six ciphers, and to find them took longer than to make them. */
    private static final Provider PROVIDER = provider();

    private final byte[] counters = new byte[BLOCK * BLOCKS_AT_ONCE];
    private final byte[] keystream = new byte[BLOCK * BLOCKS_AT_ONCE];

    /** A key ready for {@link #xorKeystream}. */
    static Cipher key(byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance(nameFor(key.length), PROVIDER);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES", e);
        }
    }

    private static Provider provider() {
        try {
            return Cipher.getInstance(nameFor(BLOCK)).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES", e);
        }
    }

    /** With the length of the key in it, which is found at once; {@code AES/ECB/NoPadding} is put together by patterns. */
    private static String nameFor(int keyLength) {
        return switch (keyLength) {
            case 16 -> "AES_128/ECB/NoPadding";
            case 24 -> "AES_192/ECB/NoPadding";
            default -> "AES_256/ECB/NoPadding";
        };
    }

    /**
     * XORs the keystream onto {@code length} octets of {@code data}.
     *
     * @param high the upper 64 bits of the first counter block
     * @param low its lower 64 bits; the counter that is incremented is the low 32 bits
     */
    void xorKeystream(Cipher key, long high, long low, byte[] data, int offset, int length) {
        int done = 0;
        long counter = low;
        while (done < length) {
            int octets = Math.min(length - done, counters.length);
            int blocks = (octets + BLOCK - 1) / BLOCK;
            for (int i = 0; i < blocks; i++) {
                Octets.putLong(counters, i * BLOCK, high);
                Octets.putLong(counters, i * BLOCK + 8, increment(counter, i));
            }
            encrypt(key, blocks);
            xor(data, offset + done, octets);
            counter = increment(counter, blocks);
            done += octets;
        }
    }

    /** Encrypts one block in place. */
    void encryptBlock(Cipher key, byte[] block) {
        System.arraycopy(block, 0, counters, 0, BLOCK);
        encrypt(key, 1);
        System.arraycopy(keystream, 0, block, 0, BLOCK);
    }

    private static long increment(long counter, int by) {
        return (counter & 0xffff_ffff_0000_0000L) | ((counter + by) & 0xffff_ffffL);
    }

    private void encrypt(Cipher key, int blocks) {
        try {
            key.update(counters, 0, blocks * BLOCK, keystream, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused whole blocks", e);
        }
    }

    private void xor(byte[] data, int offset, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            Octets.putLong(data, offset + i, Octets.getLong(data, offset + i) ^ Octets.getLong(keystream, i));
        }
        for (; i < length; i++) {
            data[offset + i] ^= keystream[i];
        }
    }
}
