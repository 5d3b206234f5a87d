package io.sbc.media.srtp;

import io.sbc.media.rtp.Octets;
import javax.crypto.Cipher;

/**
 * The AES-CM pseudo-random function of RFC 3711 §4.3.3, with AES-256 as in RFC 6188 §3, at key derivation rate 0. Runs where a context is
 * made, with scratch of its own. A salt
 * of 12 octets (RFC 7714 §11) counts as one of 14 with zeros at its end.
 */
final class KeyDerivation {

    static final int RTP_ENCRYPTION = 0;
    static final int RTP_AUTHENTICATION = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_ENCRYPTION = 3;
    static final int RTCP_AUTHENTICATION = 4;
    static final int RTCP_SALT = 5;

    private static final int SALT_LENGTH_MAX = 14;
    /** RFC 3711 §4.3.1: {@code label || r} is 56 bits, right-aligned to the 112 bits of the salt. */
    private static final int LABEL_OFFSET = 7;

    private final AesCounterMode aes = new AesCounterMode();
    private final Cipher masterKey;
    private final byte[] masterSalt;

    KeyDerivation(byte[] masterKey, byte[] masterSalt) {
        this.masterKey = AesCounterMode.key(masterKey);
        this.masterSalt = masterSalt;
    }

    /** The session key for {@code label}. */
    byte[] derive(int label, int length) {
        byte[] x = new byte[AesCounterMode.BLOCK];
        System.arraycopy(masterSalt, 0, x, 0, Math.min(masterSalt.length, SALT_LENGTH_MAX));
        x[LABEL_OFFSET] ^= (byte) label;
        byte[] sessionKey = new byte[length];
        aes.xorKeystream(masterKey, Octets.getLong(x, 0), Octets.getLong(x, 8), sessionKey, 0, length);
        return sessionKey;
    }
}
