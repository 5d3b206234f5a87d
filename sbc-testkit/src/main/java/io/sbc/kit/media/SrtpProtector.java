package io.sbc.kit.media;

import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.logging.Level;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.utils.logging2.LoggerImpl;

/** Protects what one SSRC sends with one key. Run by the endpoint's sender thread. */
final class SrtpProtector {
    private final SrtpKey key;
    private final SrtpCryptoContext rtp;
    private final SrtcpCryptoContext rtcp;

    SrtpProtector(SrtpKey key, int ssrc) throws GeneralSecurityException {
        this.key = key;
        SrtpContextFactory factory = new SrtpContextFactory(true, key.masterKey(), key.masterSalt(),
                key.suite().rtpPolicy(), key.suite().rtcpPolicy(), new LoggerImpl("jitsi-srtp", Level.OFF));
        this.rtp = factory.deriveContext(ssrc, 0);
        this.rtcp = factory.deriveControlContext(ssrc);
    }

    SrtpKey key() {
        return key;
    }

    byte[] protectRtp(byte[] plain) throws GeneralSecurityException {
        Packet packet = new Packet(plain);
        return result(packet, rtp.transformPacket(packet)).orElseThrow();
    }

    byte[] protectRtcp(byte[] plain) throws GeneralSecurityException {
        Packet packet = new Packet(plain);
        return result(packet, rtcp.transformPacket(packet)).orElseThrow();
    }

    private static Optional<byte[]> result(Packet packet, SrtpErrorStatus status) {
        return status == SrtpErrorStatus.OK ? Optional.of(packet.toBytes()) : Optional.empty();
    }
}
