package io.sbc.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.Octets;
import io.sbc.media.rtp.RtpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The cryptographic context (RFC 3711 §3.2) of what one peer sends under one key, for up to 16 SSRCs. Each packet is
 * checked first and moves state only when its tag verified. Keep the context as long as the key: the rollover counter
 * and the replay windows live in it. Made anywhere, then used by one thread.
 */
public final class SrtpReceiveContext {

    private static final int INDEX_MASK = 0x7fff_ffff;

    private final SrtpTransform transform;
    private final SrtpStreams streams = new SrtpStreams();
    private final RolloverResolver unknownSources = new RolloverResolver();
    private boolean newest;
    private long rolloversResolved;

    /** Nothing received yet; with scratch of its own. */
    public SrtpReceiveContext(SrtpKey key) {
        this(key, new SrtpWorkspace());
    }

    /** Nothing received yet; {@code workspace} is used by the thread that will use the context. */
    public SrtpReceiveContext(SrtpKey key, SrtpWorkspace workspace) {
        transform = SrtpTransform.of(key, workspace);
    }

    /**
     * Verifies and decrypts the SRTP packet that starts at octet 0.
     *
     * @return the length of the RTP packet, or a code of {@link SrtpResult}
     */
    public int unprotectRtp(byte[] packet, int length) {
        int headerLength = RtpHeader.length(packet, length - transform.rtpOverhead());
        if (headerLength == RtpHeader.MALFORMED) {
            return SrtpResult.MALFORMED;
        }
        int ssrc = RtpHeader.ssrc(packet);
        int sequenceNumber = RtpHeader.sequenceNumber(packet);
        SrtpStream stream = streams.find(ssrc);
        if (stream == null) {
            return unprotectFirst(packet, headerLength, length, ssrc, sequenceNumber);
        }
        long index = stream.estimate(sequenceNumber);
        if (index < 0) {
            // Before the first counter there is nothing: a sender that jumped ahead has counter 0 still.
            index = sequenceNumber;
        }
        if (index > PacketIndex.MAX) {
            return SrtpResult.KEY_EXHAUSTED;
        }
        int verdict = stream.rtp.check(index);
        if (verdict == SrtpResult.REPLAYED) {
            return verdict;
        }
        if (verdict == 0) {
            int plainLength = transform.unprotectRtp(packet, headerLength, length, ssrc, index);
            if (plainLength >= 0) {
                commit(stream, index);
                stream.resolver.onKeptVerified();
                return plainLength;
            }
            verdict = plainLength;
        }
        return stream.resolver.mayTry()
                ? resolve(stream, packet, headerLength, length, index, verdict)
                : verdict;
    }

    /**
     * Verifies and decrypts the SRTCP packet that starts at octet 0.
     *
     * @return the length of the RTCP packet, or a code of {@link SrtpResult}
     */
    public int unprotectRtcp(byte[] packet, int length) {
        if (length < RtcpHeader.LENGTH + transform.rtcpOverhead() || (packet[0] & 0xc0) != 0x80) {
            return SrtpResult.MALFORMED;
        }
        int ssrc = RtcpHeader.senderSsrc(packet);
        int indexWord = Octets.getInt(packet, transform.rtcpIndexOffset(length));
        int index = indexWord & INDEX_MASK;
        SrtpStream stream = streams.find(ssrc);
        int verdict = stream == null ? 0 : stream.rtcp.check(index);
        if (verdict != 0) {
            return verdict;
        }
        int plainLength = transform.unprotectRtcp(packet, length, ssrc, indexWord);
        if (plainLength >= 0) {
            SrtpStream known = stream == null ? streams.add(ssrc) : stream;
            newest = index > known.rtcp.highest();
            known.rtcp.commit(index);
        }
        return plainLength;
    }

    /** Whether the packet that verified last has the highest index of its SSRC; late ones must not move an address. */
    public boolean newest() {
        return newest;
    }

    /** How often another rollover counter than the kept one was adopted. */
    public long rolloversResolved() {
        return rolloversResolved;
    }

    /** Touches what the next packet will need; for the caches only. */
    public int approach() {
        return transform.approach() + streams.approach();
    }

    /** Takes over where another context with this key stands: the next index of {@code ssrc} is above {@code index}. */
    public void restore(int ssrc, long index) {
        SrtpStream known = streams.find(ssrc);
        (known == null ? streams.add(ssrc) : known).continueAbove(index);
    }

    /** The highest index received of {@code ssrc}, or -1. */
    public long highestIndex(int ssrc) {
        SrtpStream stream = streams.find(ssrc);
        return stream == null ? ReplayWindow.NONE : stream.rtp.highest();
    }

    private void commit(SrtpStream stream, long index) {
        newest = index > stream.rtp.highest();
        stream.rtp.commit(index);
    }

    /** An SSRC starts at counter 0, or where the peer's last SSRC stood: some phones carry the counter over. */
    private int unprotectFirst(byte[] packet, int headerLength, int length, int ssrc, int sequenceNumber) {
        int plainLength = transform.unprotectRtp(packet, headerLength, length, ssrc, sequenceNumber);
        if (plainLength >= 0) {
            unknownSources.onKeptVerified();
            commit(streams.add(ssrc), sequenceNumber);
            return plainLength;
        }
        if (!unknownSources.mayTry()) {
            return plainLength;
        }
        SrtpStream latest = streams.latest();
        long carried = latest == null ? 0 : Math.max(0, (latest.rtp.highest() >>> 16) & 0xffff_ffffL);
        return unprotectFirstFrom(carried, packet, headerLength, length, ssrc, sequenceNumber);
    }

    private int unprotectFirstFrom(long carried, byte[] packet, int headerLength, int length, int ssrc,
            int sequenceNumber) {
        for (long rolloverCounter = carried; rolloverCounter <= carried + 1; rolloverCounter++) {
            long index = PacketIndex.of(rolloverCounter, sequenceNumber);
            if (rolloverCounter != 0 && index <= PacketIndex.MAX) {
                int plainLength = transform.unprotectRtp(packet, headerLength, length, ssrc, index);
                if (plainLength >= 0) {
                    unknownSources.onKeptVerified();
                    rolloversResolved++;
                    commit(streams.add(ssrc), index);
                    return plainLength;
                }
            }
        }
        return SrtpResult.AUTHENTICATION_FAILED;
    }

    /** Tries the counters above and below the kept one, and 0. */
    private int resolve(SrtpStream stream, byte[] packet, int headerLength, int length, long estimated,
            int verdict) {
        long kept = stream.rtp.highest() >>> 16;
        int sequenceNumber = (int) (estimated & 0xffff);
        long found = tryCounter(kept + 1, stream, packet, headerLength, length, estimated);
        if (found == NOT_FOUND) {
            found = tryCounter(kept, stream, packet, headerLength, length, estimated);
        }
        if (found == NOT_FOUND && kept > 0) {
            found = tryCounter(kept - 1, stream, packet, headerLength, length, estimated);
        }
        if (found == NOT_FOUND && kept > 1) {
            found = tryCounter(0, stream, packet, headerLength, length, estimated);
        }
        if (found == NOT_FOUND) {
            return verdict;
        }
        if (found <= stream.rtp.highest() && !stream.resolver.onLowerVerified(found >>> 16, sequenceNumber)) {
            return SrtpResult.AUTHENTICATION_FAILED;
        }
        stream.resolver.onKeptVerified();
        rolloversResolved++;
        stream.rtp.clear();
        commit(stream, found);
        return length - transform.rtpOverhead();
    }

    private static final long NOT_FOUND = -1;

    /** The index under {@code rolloverCounter} if the packet verifies there; it is decrypted then. */
    private long tryCounter(long rolloverCounter, SrtpStream stream, byte[] packet, int headerLength, int length,
            long estimated) {
        long index = PacketIndex.of(rolloverCounter, (int) (estimated & 0xffff));
        boolean sameCounterBackwards = rolloverCounter == stream.rtp.highest() >>> 16 && index <= stream.rtp.highest();
        if (index == estimated || index > PacketIndex.MAX || sameCounterBackwards) {
            return NOT_FOUND;
        }
        return transform.unprotectRtp(packet, headerLength, length, stream.ssrc(), index) >= 0 ? index : NOT_FOUND;
    }

    /** For tests: SSRCs with state. */
    int knownSources() {
        return streams.size();
    }

    /** For tests: the state of {@code ssrc}. */
    @Nullable
    SrtpStream stream(int ssrc) {
        return streams.find(ssrc);
    }
}
