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

/** Protects what is sent with one key; each SSRC has contexts of its own. Run by the endpoint's sender thread. */
final class SrtpProtector {
    private final SrtpKey key;
    private final SrtpContextFactory factory;
    private final Map<Integer, SrtpCryptoContext> rtp = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> rtcp = new HashMap<>();

    SrtpProtector(SrtpKey key, int ssrc) throws GeneralSecurityException {
        this.key = key;
        this.factory = new SrtpContextFactory(true, key.masterKey(), key.masterSalt(), key.suite().rtpPolicy(),
                key.suite().rtcpPolicy(), new LoggerImpl("jitsi-srtp", Level.OFF));
        addSource(ssrc);
    }

    /** Before this SSRC sends. One that is known keeps its rollover counter (RFC 3711 §3.2.3). */
    void addSource(int ssrc) throws GeneralSecurityException {
        if (!rtp.containsKey(ssrc)) {
            rtp.put(ssrc, factory.deriveContext(ssrc, 0));
            rtcp.put(ssrc, factory.deriveControlContext(ssrc));
        }
    }

    /** From now on this SSRC has this rollover counter, as that of a phone that lost count of it (RFC 3711 §3.3.1). */
    void rollover(int ssrc, int counter) throws GeneralSecurityException {
        rtp.put(ssrc, factory.deriveContext(ssrc, counter));
    }

    SrtpKey key() {
        return key;
    }

    byte[] protectRtp(byte[] plain) throws GeneralSecurityException {
        Packet packet = new Packet(plain);
        return IdentifierField.insert(key, false,
                result(packet, context(rtp, packet.view().getInt(8)).transformPacket(packet)).orElseThrow());
    }

    byte[] protectRtcp(byte[] plain) throws GeneralSecurityException {
        Packet packet = new Packet(plain);
        return IdentifierField.insert(key, true,
                result(packet, context(rtcp, packet.view().getInt(4)).transformPacket(packet)).orElseThrow());
    }

    private static <C> C context(Map<Integer, C> contexts, int ssrc) {
        C context = contexts.get(ssrc);
        if (context == null) {
            throw new IllegalStateException("an SSRC that was not added");
        }
        return context;
    }

    private static Optional<byte[]> result(Packet packet, SrtpErrorStatus status) {
        return status == SrtpErrorStatus.OK ? Optional.of(packet.toBytes()) : Optional.empty();
    }
}
