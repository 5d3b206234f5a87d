package io.sbc.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.RtpHeader;

/**
 * The cryptographic context (RFC 3711 §3.2) of what we send under one key, for up to 256 SSRCs. Packets are relayed, so
 * their sequence numbers are others': they may be late, doubled or lost, or start again (see {@link RestartBridge}). An index is used once at most, because using it
 * again on other data would give away the keystream (RFC 3711 §9.1). Keep the context as long as the key. Made anywhere,
 * then used by one thread.
 */
public final class SrtpSendContext extends SrtpContext {

    private static final long RTCP_INDEX_MAX = 0x7fff_ffffL;

    /** One index for all SSRCs: gaps are allowed, and it goes on when an SSRC is evicted and comes back. */
    private long rtcpIndex;

    /** Nothing sent yet; with scratch of its own. */
    public SrtpSendContext(SrtpKey key) {
        this(key, new SrtpWorkspace());
    }

    /** Nothing sent yet; {@code workspace} is used by the thread that will use the context. */
    public SrtpSendContext(SrtpKey key, SrtpWorkspace workspace) {
        super(key, workspace);
    }

    /** Octets that {@link #protectRtp} and {@link #protectRtcp} add at most; the array needs that much room. */
    public int overheadMax() {
        IdentifierField field = identifier;
        return Math.max(transform.rtpOverhead(), transform.rtcpOverhead()) + (field == null ? 0 : field.length());
    }

    /**
     * Encrypts the RTP packet that starts at octet 0 and adds the tag.
     *
     * @return the length of the SRTP packet, or a code of {@link SrtpResult}
     */
    public int protectRtp(byte[] packet, int length) {
        int headerLength = RtpHeader.length(packet, length);
        if (headerLength == RtpHeader.MALFORMED || length + overheadMax() > packet.length) {
            return SrtpResult.MALFORMED;
        }
        int ssrc = RtpHeader.ssrc(packet);
        SrtpStream known = streams.find(ssrc);
        SrtpStream stream = known == null ? streams.add(ssrc) : known;
        if (stream == null) {
            end();
            return SrtpResult.KEY_EXHAUSTED;
        }
        long index = stream.estimate(stream.bridge.shifted(RtpHeader.sequenceNumber(packet)));
        int verdict = index < 0 ? SrtpResult.TOO_OLD : stream.rtp.check(index);
        if (verdict != 0) {
            if (!stream.bridge.bridges(verdict, packet, stream.rtp.highest())) {
                return verdict;
            }
            index = stream.rtp.highest() + 1;
        }
        if (index > PacketIndex.MAX || !hasRtpLeft()) {
            end();
            return SrtpResult.KEY_EXHAUSTED;
        }
        countRtp();
        stream.bridge.rewrite(packet, index > stream.rtp.highest());
        stream.rtp.commit(index);
        int protectedLength = transform.protectRtp(packet, headerLength, length, ssrc, index);
        IdentifierField field = identifier;
        return field == null
                ? protectedLength
                : field.insert(packet, protectedLength, transform.rtpBehindIdentifier());
    }

    /**
     * Encrypts the RTCP packet that starts at octet 0, adds the index and the tag.
     *
     * @return the length of the SRTCP packet, or a code of {@link SrtpResult}
     */
    public int protectRtcp(byte[] packet, int length) {
        if (length < RtcpHeader.LENGTH || length + overheadMax() > packet.length) {
            return SrtpResult.MALFORMED;
        }
        if (rtcpIndex == RTCP_INDEX_MAX || !hasRtcpLeft()) {
            end();
            return SrtpResult.KEY_EXHAUSTED;
        }
        countRtcp();
        int protectedLength = transform.protectRtcp(packet, length, RtcpHeader.senderSsrc(packet), (int) ++rtcpIndex);
        IdentifierField field = identifier;
        return field == null
                ? protectedLength
                : field.insert(packet, protectedLength, transform.rtcpBehindIdentifier());
    }
}
