package io.sbc.core.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * What digest authentication needs of a set-side password, and all that is stored of it: H(user ":" realm ":" password)
 * in lower-case hex (RFC 7616 §3.4.2). Prints nothing of it.
 *
 * @param realm the realm that both values were computed for
 */
public record DigestHa1(String realm, String md5, String sha256) {

    /** Computes both values; user, realm and password go in as UTF-8 (RFC 7616 §4). */
    public static DigestHa1 of(String user, String realm, Secret password) {
        byte[] a1 = (user + ":" + realm + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
        return new DigestHa1(realm, hash("MD5", a1), hash("SHA-256", a1));
    }

    /**
     * That of a device which has no password yet: nobody can know what would make these values.
     *
     * @param random unpredictable
     */
    public static DigestHa1 pending(RandomGenerator random) {
        byte[] unknown = new byte[48];
        random.nextBytes(unknown);
        HexFormat hex = HexFormat.of();
        return new DigestHa1("", hex.formatHex(unknown, 0, 16), hex.formatHex(unknown, 16, 48));
    }

    /** Whether there is no password yet. */
    public boolean isPending() {
        return realm.isEmpty();
    }

    private static String hash(String algorithm, byte[] input) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(input));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has both
        }
    }

    @Override
    public String toString() {
        return "DigestHa1[realm=" + realm + ", ***]";
    }
}
