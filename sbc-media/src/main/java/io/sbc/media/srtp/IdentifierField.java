package io.sbc.media.srtp;

import io.sbc.media.api.MasterKeyIdentifier;

/**
 * The master key identifier in packets (RFC 3711 §3.1, §3.4). It is not authenticated: put in after a packet is protected,
 * taken out before it is verified.
 *
 * <pre>
 * SRTP,  HMAC: header | encrypted payload | MKI | tag          AEAD (RFC 7714 §8): … | tag | MKI
 * SRTCP, HMAC: 8 octets | encrypted rest | E, index | MKI | tag  AEAD (RFC 7714 §9): … | tag | E, index | MKI
 * </pre>
 *
 * One thread.
 */
final class IdentifierField {

    private final MasterKeyIdentifier identifier;
    private final byte[] octets;

    IdentifierField(MasterKeyIdentifier identifier) {
        this.identifier = identifier;
        this.octets = identifier.octets();
    }

    MasterKeyIdentifier identifier() {
        return identifier;
    }

    int length() {
        return octets.length;
    }

    /** Puts it before the last {@code behind} octets, and returns the new length. */
    int insert(byte[] packet, int length, int behind) {
        int at = length - behind;
        System.arraycopy(packet, at, packet, at + octets.length, behind);
        System.arraycopy(octets, 0, packet, at, octets.length);
        return length + octets.length;
    }

    /**
     * Takes it out from before the last {@code behind} octets.
     *
     * @return the new length, or a code of {@link SrtpResult} when another one is there or none; the packet is as it was then
     */
    int remove(byte[] packet, int length, int behind) {
        int at = length - behind - octets.length;
        if (at < 0) {
            return SrtpResult.MALFORMED;
        }
        for (int i = 0; i < octets.length; i++) {
            if (packet[at + i] != octets[i]) {
                return SrtpResult.AUTHENTICATION_FAILED;
            }
        }
        System.arraycopy(packet, at + octets.length, packet, at, behind);
        return length - octets.length;
    }
}
