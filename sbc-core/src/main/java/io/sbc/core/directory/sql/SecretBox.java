package io.sbc.core.directory.sql;

import io.sbc.core.directory.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets for the database: AES-256 in Galois/Counter Mode with a random 96-bit nonce (NIST SP 800-38D §8.2.2). The
 * associated data names the place the secret belongs to, so a sealed value that is moved to another row does not open.
 * Thread-safe.
 *
 * <pre>
 *  0        1                13                       end-16        end
 *  +--------+----------------+------------------------+-------------+
 *  | format | nonce          | cipher text            | tag         |   in Base64
 *  +--------+----------------+------------------------+-------------+
 * </pre>
 */
final class SecretBox {

    private static final byte FORMAT = 1;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final int LENGTH_MIN = 1 + NONCE_LENGTH + TAG_BITS / 8;

    private final SecretKey key;
    private final SecureRandom random;

    SecretBox(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    /**
     * Seals a secret.
     *
     * @param place where it will stand, for example {@code devices.icp_secret:17}
     */
    String seal(Secret secret, String place) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place)
                    .doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(
                    ByteBuffer.allocate(1 + NONCE_LENGTH + sealed.length).put(FORMAT).put(nonce).put(sealed).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** The secret; empty when it was sealed under another key, for another place, or was changed since. */
    Optional<Secret> open(String sealed, String place) {
        try {
            byte[] box = Base64.getDecoder().decode(sealed);
            if (box.length < LENGTH_MIN || box[0] != FORMAT) {
                return Optional.empty();
            }
            byte[] nonce = new byte[NONCE_LENGTH];
            System.arraycopy(box, 1, nonce, 0, NONCE_LENGTH);
            byte[] clearText = cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(box, 1 + NONCE_LENGTH,
                    box.length - 1 - NONCE_LENGTH);
            return Optional.of(new Secret(new String(clearText, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
