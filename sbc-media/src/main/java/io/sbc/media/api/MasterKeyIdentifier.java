package io.sbc.media.api;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A master key identifier (RFC 3711 §3.1): the octets that packets under a key carry between payload and tag. SDP has it as
 * {@code value:length}, a number and the octets that it takes (RFC 4568 §6.1). Immutable; no secret.
 */
public final class MasterKeyIdentifier {

    /** RFC 4568 §6.1. */
    public static final int LENGTH_MAX = 128;

    private final byte[] octets;

    private MasterKeyIdentifier(byte[] octets) {
        this.octets = octets;
    }

    /**
     * The number {@code value} in {@code length} octets, big-endian.
     *
     * @param length 1 to 128
     */
    public static MasterKeyIdentifier of(BigInteger value, int length) {
        if (length < 1 || length > LENGTH_MAX || value.signum() < 0 || value.bitLength() > 8 * length) {
            throw new IllegalArgumentException("no master key identifier: " + value + ":" + length);
        }
        byte[] octets = new byte[length];
        byte[] number = value.toByteArray();
        int used = Math.min(number.length, length);
        System.arraycopy(number, number.length - used, octets, length - used, used);
        return new MasterKeyIdentifier(octets);
    }

    /**
     * From {@code value:length}.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static MasterKeyIdentifier parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a master key identifier is value:length, not " + text);
        }
        return of(new BigInteger(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Octets in each packet. */
    public int length() {
        return octets.length;
    }

    /** A copy. */
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MasterKeyIdentifier that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** As in SDP. */
    @Override
    public String toString() {
        return new BigInteger(1, octets) + ":" + octets.length;
    }
}
