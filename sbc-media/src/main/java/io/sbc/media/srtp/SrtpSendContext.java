package io.sbc.media.srtp;

import io.sbc.media.api.MediaState;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.RtpHeader;
import java.util.concurrent.TimeUnit;

/**
 * The cryptographic context (RFC 3711 §3.2) of what we send under one key, for up to 256 SSRCs. Packets are relayed, so
 * their sequence numbers are others': they may be late, doubled or lost, or start again (see {@link RestartBridge}). An index is used once at most, because using it
 * again on other data would give away the keystream (RFC 3711 §9.1). Keep the context as long as the key. Made anywhere,
 * then used by one thread.
 */
public final class SrtpSendContext extends SrtpContext {

    private static final long RTCP_INDEX_MAX = 0x7fff_ffffL;
    /** More SRTCP packets than are sent between two looks at a context. */
    private static final long RTCP_MARGIN = 1 << 16;
    /** And more than are sent in the time since, should another process have gone on from the same state meanwhile. */
    private static final long RTCP_MARGIN_PER_MILLI = 8;
    /** No process is there again sooner: what a source has sent since counts as new. */
    private static final long START_MIN_NANOS = 1_000_000_000;
    /** A jump ahead that RFC 3711 §3.3.1 understands for sure: the highest index and what is new are within 2^15. */
    private static final long USED_MAX = 1 << 14;

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

    @Override
    long rtcpIndex() {
        return rtcpIndex;
    }

    /** SRTCP indices are ours to choose, so they go on where none can have been. */
    @Override
    public void restore(MediaState.Context from, long elapsedNanos) {
        super.restore(from, elapsedNanos);
        rtcpIndex = Math.min(RTCP_INDEX_MAX, from.rtcpIndex() + RTCP_MARGIN
                + TimeUnit.NANOSECONDS.toMillis(elapsedNanos) * RTCP_MARGIN_PER_MILLI);
    }

    /**
     * Relayed packets keep their numbers, so what comes from now on is above what was sent before. That of a source which began
     * its sequence anew meanwhile might not be: all that it has sent at its pace until the end of the process before, which was
     * a start of a process ago at least, counts as used.
     */
    @Override
    long usedUpTo(MediaState.Source source, long elapsedNanos) {
        long nanos = Math.max(0, elapsedNanos - START_MIN_NANOS);
        long packets = (long) (source.packetsPerSecond() * (nanos / 1e9));
        return source.rtpIndex() + Math.min(packets, USED_MAX);
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
