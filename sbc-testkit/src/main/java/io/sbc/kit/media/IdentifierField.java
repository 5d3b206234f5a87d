package io.sbc.kit.media;

import java.util.Arrays;
import java.util.Optional;

/** The MKI of packets (RFC 3711 §3.1), which jitsi-srtp does not know: put in behind it, taken out before it. */
final class IdentifierField {

    private IdentifierField() {}

    /** The packet with the identifier of its key. */
    static byte[] insert(SrtpKey key, boolean report, byte[] packet) {
        byte[] identifier = key.identifier();
        if (identifier.length == 0) {
            return packet;
        }
        int at = packet.length - key.suite().behindIdentifier(report);
        byte[] with = Arrays.copyOf(packet, packet.length + identifier.length);
        System.arraycopy(packet, at, with, at + identifier.length, packet.length - at);
        System.arraycopy(identifier, 0, with, at, identifier.length);
        return with;
    }

    /** The packet without it; empty when it has another one, or none. */
    static Optional<byte[]> remove(SrtpKey key, boolean report, byte[] packet) {
        byte[] identifier = key.identifier();
        int behind = key.suite().behindIdentifier(report);
        int at = packet.length - behind - identifier.length;
        if (at < 0 || !Arrays.equals(packet, at, at + identifier.length, identifier, 0, identifier.length)) {
            return Optional.empty();
        }
        byte[] without = Arrays.copyOf(packet, packet.length - identifier.length);
        System.arraycopy(packet, packet.length - behind, without, at, behind);
        return Optional.of(without);
    }
}
