package io.sbc.kit.media;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.utils.logging2.LoggerImpl;

/**
 * Opens what a peer protected with one key; a context per SSRC, made only by a packet whose tag verifies. Not thread-safe:
 * the RTP thread and the RTCP thread of an endpoint use their own method each.
 */
final class SrtpOpener {
    /** A peer has one SSRC, or a few after re-INVITEs. */
    private static final int SSRCS_MAX = 16;

    private final SrtpKey key;
    private final SrtpContextFactory factory;
    private final Map<Integer, SrtpCryptoContext> rtp = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> rtcp = new HashMap<>();

    SrtpOpener(SrtpKey key) {
        this.key = key;
        this.factory = new SrtpContextFactory(false, key.masterKey(), key.masterSalt(), key.suite().rtpPolicy(),
                key.suite().rtcpPolicy(), new LoggerImpl("jitsi-srtp", Level.OFF));
    }

    SrtpKey key() {
        return key;
    }

    /** Opens the packet in place. */
    SrtpErrorStatus openRtp(Packet packet) throws GeneralSecurityException {
        if (packet.getLength() < 12) {
            return SrtpErrorStatus.INVALID_PACKET;
        }
        if (!withoutIdentifier(packet, false)) {
            return SrtpErrorStatus.AUTH_FAIL;
        }
        int ssrc = packet.view().getInt(8);
        SrtpCryptoContext known = rtp.get(ssrc);
        SrtpCryptoContext context = known == null ? factory.deriveContext(ssrc, 0) : known;
        SrtpErrorStatus status = context.reverseTransformPacket(packet, false);
        if (known == null && status == SrtpErrorStatus.OK && rtp.size() < SSRCS_MAX) {
            rtp.put(ssrc, context);
        }
        return status;
    }

    /** Takes the identifier out; false when it is not the one of our key. */
    private boolean withoutIdentifier(Packet packet, boolean report) {
        if (key.identifier().length == 0) {
            return true;
        }
        Optional<byte[]> bare = IdentifierField.remove(key, report, packet.toBytes());
        bare.ifPresent(packet::replace);
        return bare.isPresent();
    }

    /** Opens the compound packet in place. */
    SrtpErrorStatus openRtcp(Packet packet) throws GeneralSecurityException {
        if (packet.getLength() < 8) {
            return SrtpErrorStatus.INVALID_PACKET;
        }
        if (!withoutIdentifier(packet, true)) {
            return SrtpErrorStatus.AUTH_FAIL;
        }
        int ssrc = packet.view().getInt(4);
        SrtcpCryptoContext known = rtcp.get(ssrc);
        SrtcpCryptoContext context = known == null ? factory.deriveControlContext(ssrc) : known;
        SrtpErrorStatus status = context.reverseTransformPacket(packet);
        if (known == null && status == SrtpErrorStatus.OK && rtcp.size() < SSRCS_MAX) {
            rtcp.put(ssrc, context);
        }
        return status;
    }
}
