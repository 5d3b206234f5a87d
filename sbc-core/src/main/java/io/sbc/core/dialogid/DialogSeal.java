package io.sbc.core.dialogid;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names for dialogs of the ICP side that are no calls of ours (two phones of the PBX talk, a softphone watches them): the
 * PBX's Call-ID and tags, encrypted, so that nothing has to be remembered and nothing is shown (SIP-10). The same text
 * always gets the same name (a synthetic initialisation vector, in the manner of RFC 5297), only what we sealed is
 * unsealed, and with the same key that holds over restarts. Thread-safe.
 */
public final class DialogSeal {

    /** Least length of a key, octets. */
    public static final int KEY_OCTETS_MIN = 16;

    private static final String HMAC = "HmacSHA256";
    private static final String PREFIX = "z9";

    /** 96 bits: neither guessed nor met twice. */
    private static final int VECTOR_OCTETS = 12;
    private static final int BLOCK_OCTETS = 16;
    private static final int NAME_OCTETS = 8;

    /** Longer ones are nobody's Call-ID. */
    private static final int TEXT_MAX = 512;

    private final SecretKeySpec macKey;
    private final SecretKeySpec cipherKey;

    /** @param key secret, the same over restarts; it may have other purposes too */
    public DialogSeal(byte[] key) {
        if (key.length < KEY_OCTETS_MIN) {
            throw new IllegalArgumentException("the dialog key needs at least " + KEY_OCTETS_MIN + " octets");
        }
        SecretKeySpec master = new SecretKeySpec(key, HMAC);
        macKey = new SecretKeySpec(hmac(master, "dialog-seal mac"), HMAC);
        cipherKey = new SecretKeySpec(Arrays.copyOf(hmac(master, "dialog-seal cipher"), BLOCK_OCTETS), "AES");
    }

    /** A token (RFC 3261 §25.1) that only {@link #unseal} understands; empty text stays empty. */
    public String seal(String text) {
        if (text.isEmpty()) {
            return text;
        }
        byte[] vector = Arrays.copyOf(hmac(macKey, text), VECTOR_OCTETS);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, vector, text.getBytes(StandardCharsets.UTF_8));
        byte[] whole = Arrays.copyOf(vector, VECTOR_OCTETS + sealed.length);
        System.arraycopy(sealed, 0, whole, VECTOR_OCTETS, sealed.length);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** What was sealed; empty when we did not seal it. */
    public Optional<String> unseal(String token) {
        if (!token.startsWith(PREFIX) || token.length() > 2 * TEXT_MAX) {
            return token.isEmpty() ? Optional.of("") : Optional.empty();
        }
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // not ours
        }
        if (whole.length <= VECTOR_OCTETS) {
            return Optional.empty();
        }
        byte[] vector = Arrays.copyOf(whole, VECTOR_OCTETS);
        byte[] text = crypt(Cipher.DECRYPT_MODE, vector, Arrays.copyOfRange(whole, VECTOR_OCTETS, whole.length));
        String plain = new String(text, StandardCharsets.UTF_8);
        return Arrays.equals(vector, Arrays.copyOf(hmac(macKey, plain), VECTOR_OCTETS))
                ? Optional.of(plain)
                : Optional.empty();
    }

    /** A short name that stands for a text and does not lead back to it: ids inside event bodies. */
    public String name(String text) {
        return HexFormat.of().formatHex(hmac(macKey, "name " + text), 0, NAME_OCTETS);
    }

    private byte[] crypt(int mode, byte[] vector, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, cipherKey, new IvParameterSpec(Arrays.copyOf(vector, BLOCK_OCTETS)));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks AES/CTR", e);
        }
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks " + HMAC, e);
        }
    }
}
