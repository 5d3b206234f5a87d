package io.sbc.core.sip.auth;

import io.sbc.base.Clock;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need no memory: each carries its time of issue and a signature, so any shard, any node with the same key
 * and the same process after a restart can tell its own (lesson 9: after an outage a phone's old nonce still saves a
 * round trip). Thread-safe but for the random generator given in.
 *
 * <pre>
 *   base64url( issued, ms since 1970 (8) | random (8) | HMAC-SHA256(key, "sip-nonce" | issued | random | source) (16) )
 * </pre>
 */
public final class NonceSigner {

    /** Least length of a key, octets. */
    public static final int KEY_OCTETS_MIN = 16;

    private static final String HMAC = "HmacSHA256";
    private static final byte[] LABEL = {'s', 'i', 'p', '-', 'n', 'o', 'n', 'c', 'e'};
    private static final int SIGNED = 16;
    private static final int TAG = 16;
    private static final int TEXT_LENGTH = 43;

    /** A nonce may be this much younger than our clock says, milliseconds: clocks of nodes differ, clocks are set. */
    private static final long CLOCK_SKEW_MILLIS = 30_000;

    /** What a nonce is worth. */
    public enum Validity {
        /** Ours, in time, for this source. */
        VALID,
        /** Ours, but too old. */
        EXPIRED,
        /** Not issued by us, or for another source. */
        FOREIGN
    }

    /** A nonce taken apart; zeroes, which no signature fits, for what cannot be one. */
    static final class Nonce {

        private final byte[] octets;

        private Nonce(byte[] octets) {
            this.octets = octets;
        }

        static Nonce read(String text) {
            return new Nonce(decode(text));
        }

        Id id() {
            ByteBuffer signed = ByteBuffer.wrap(octets);
            return new Id(signed.getLong(), signed.getLong());
        }
    }

    /** What tells those that we issued apart. */
    record Id(long issuedAtMillis, long random) {}

    /** Keyed, and past the label; each use begins with a copy, which costs a quarter of a new one. */
    private final Mac labelled;
    private final long lifetimeMillis;
    private final Clock clock;

    /**
     * @param key of this purpose only; the same key accepts nonces from before a restart
     * @param lifetime how long a nonce may be used
     */
    public NonceSigner(byte[] key, Duration lifetime, Clock clock) {
        if (key.length < KEY_OCTETS_MIN) {
            throw new IllegalArgumentException("the nonce key needs at least " + KEY_OCTETS_MIN + " octets");
        }
        this.labelled = labelled(new SecretKeySpec(key, HMAC));
        this.lifetimeMillis = lifetime.toMillis();
        this.clock = clock;
    }

    /**
     * A new nonce.
     *
     * @param random makes it unique; it need not be secret
     * @param source what it is bound to, for example an address; empty for nothing
     */
    public String sign(RandomGenerator random, byte[] source) {
        ByteBuffer nonce = ByteBuffer.allocate(SIGNED + TAG).putLong(clock.epochMillis()).putLong(random.nextLong());
        nonce.put(tag(nonce.array(), source), 0, TAG);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
    }

    /** Judges a nonce that a peer used. The time that this takes does not depend on where a forged one is wrong. */
    public Validity verify(String nonce, byte[] source) {
        return verify(Nonce.read(nonce), source);
    }

    Validity verify(Nonce nonce, byte[] source) {
        byte[] octets = nonce.octets;
        boolean ours = MessageDigest.isEqual(Arrays.copyOf(tag(octets, source), TAG),
                Arrays.copyOfRange(octets, SIGNED, SIGNED + TAG));
        if (!ours) {
            return Validity.FOREIGN;
        }
        long age = clock.epochMillis() - nonce.id().issuedAtMillis();
        return age > lifetimeMillis || age < -CLOCK_SKEW_MILLIS ? Validity.EXPIRED : Validity.VALID;
    }

    private static byte[] decode(String nonce) {
        byte[] nothing = new byte[SIGNED + TAG];
        if (nonce.length() != TEXT_LENGTH) {
            return nothing;
        }
        try {
            byte[] octets = Base64.getUrlDecoder().decode(nonce);
            return octets.length == SIGNED + TAG ? octets : nothing;
        } catch (IllegalArgumentException e) {
            return nothing; // not base64url: a nonce of somebody else
        }
    }

    private static Mac labelled(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(LABEL);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks " + HMAC, e);
        }
    }

    private byte[] tag(byte[] nonce, byte[] source) {
        try {
            Mac mac = (Mac) labelled.clone();
            mac.update(nonce, 0, SIGNED);
            return mac.doFinal(source);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + HMAC + " cannot be copied", e);
        }
    }
}
