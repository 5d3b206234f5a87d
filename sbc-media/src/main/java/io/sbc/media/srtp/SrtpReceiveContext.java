package io.sbc.media.srtp;

import io.sbc.media.api.MediaState;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.Octets;
import io.sbc.media.rtp.RtpHeader;

/**
 * The cryptographic context (RFC 3711 §3.2) of what one peer sends under one key, for up to 256 SSRCs. Each packet is
 * checked first and moves state only when its tag verified. Keep the context as long as the key: the rollover counter
 * and the replay windows live in it. Made anywhere, then used by one thread.
 *
 * <p>A peer that goes on beyond the lifetime that it told for its key is still understood, since its indices do not come
 * again and a call of six hours must not end for a number in SDP; {@link #life} tells.
 */
public final class SrtpReceiveContext extends SrtpContext {

    /** Copies that a network makes come within so many packets, 0.3 s of speech; what comes later was kept by somebody. */
    static final int DUPLICATE_BEHIND_MAX = 16;

    private static final int INDEX_MASK = 0x7fff_ffff;

    private final RolloverResolver unknownSources = new RolloverResolver();
    /** Of the packet that verified last, whatever its SSRC. */
    private long latestIndex;
    private boolean newest;
    private long rolloversResolved;

    /** Nothing received yet; with scratch of its own. */
    public SrtpReceiveContext(SrtpKey key) {
        this(key, new SrtpWorkspace());
    }

    /** Nothing received yet; {@code workspace} is used by the thread that will use the context. */
    public SrtpReceiveContext(SrtpKey key, SrtpWorkspace workspace) {
        super(key, workspace);
    }

    /**
     * Verifies and decrypts the SRTP packet that starts at octet 0.
     *
     * @return the length of the RTP packet, or a code of {@link SrtpResult}
     */
    public int unprotectRtp(byte[] packet, int length) {
        IdentifierField field = identifier;
        if (field == null) {
            return unprotectBareRtp(packet, length);
        }
        int bare = field.remove(packet, length, transform.rtpBehindIdentifier());
        int result = bare < 0 ? bare : unprotectBareRtp(packet, bare);
        if (result < 0 && bare >= 0) {
            field.insert(packet, bare, transform.rtpBehindIdentifier());
        }
        return result;
    }

    private int unprotectBareRtp(byte[] packet, int length) {
        int headerLength = RtpHeader.length(packet, length - transform.rtpOverhead());
        if (headerLength == RtpHeader.MALFORMED) {
            return SrtpResult.MALFORMED;
        }
        int ssrc = RtpHeader.ssrc(packet);
        int sequenceNumber = RtpHeader.sequenceNumber(packet);
        SrtpStream stream = streams.find(ssrc);
        if (stream == null || stream.rtp.highest() == ReplayWindow.NONE) {
            return unprotectFirst(packet, headerLength, length, ssrc, sequenceNumber);
        }
        long index = stream.estimate(sequenceNumber);
        if (index < 0) {
            // Before the first counter there is nothing: a sender that jumped ahead has counter 0 still.
            index = sequenceNumber;
        }
        if (index > PacketIndex.MAX) {
            end();
            return SrtpResult.KEY_EXHAUSTED;
        }
        int verdict = stream.rtp.check(index);
        if (verdict == SrtpResult.REPLAYED) {
            return stream.rtp.highest() - index < DUPLICATE_BEHIND_MAX
                    ? judgeCopy(packet, headerLength, length, ssrc, index)
                    : verdict;
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

    /** What has the index of a packet that came shortly before is its copy if it verifies, else a forgery. */
    private int judgeCopy(byte[] packet, int headerLength, int length, int ssrc, long index) {
        return transform.unprotectRtp(packet, headerLength, length, ssrc, index) >= 0
                ? SrtpResult.DUPLICATE
                : SrtpResult.AUTHENTICATION_FAILED;
    }

    /**
     * Verifies and decrypts the SRTCP packet that starts at octet 0.
     *
     * @return the length of the RTCP packet, or a code of {@link SrtpResult}
     */
    public int unprotectRtcp(byte[] packet, int length) {
        IdentifierField field = identifier;
        if (field == null) {
            return unprotectBareRtcp(packet, length);
        }
        int bare = field.remove(packet, length, transform.rtcpBehindIdentifier());
        int result = bare < 0 ? bare : unprotectBareRtcp(packet, bare);
        if (result < 0 && bare >= 0) {
            field.insert(packet, bare, transform.rtcpBehindIdentifier());
        }
        return result;
    }

    private int unprotectBareRtcp(byte[] packet, int length) {
        if (length < RtcpHeader.LENGTH + transform.rtcpOverhead() || (packet[0] & 0xc0) != 0x80) {
            return SrtpResult.MALFORMED;
        }
        int ssrc = RtcpHeader.senderSsrc(packet);
        int indexWord = Octets.getInt(packet, transform.rtcpIndexOffset(length));
        int index = indexWord & INDEX_MASK;
        SrtpStream stream = streams.find(ssrc);
        int verdict = stream == null
                ? index > streams.retiredRtcp(ssrc) ? 0 : SrtpResult.REPLAYED
                : stream.rtcp.check(index);
        if (verdict != 0) {
            return verdict;
        }
        int plainLength = transform.unprotectRtcp(packet, length, ssrc, indexWord);
        if (plainLength >= 0) {
            SrtpStream known = stream == null ? streams.add(ssrc) : stream;
            if (known == null) {
                end();
                return SrtpResult.KEY_EXHAUSTED;
            }
            newest = index > known.rtcp.highest();
            known.rtcp.commit(index);
            countRtcp();
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

    @Override
    public void restore(MediaState.Context from, long elapsedNanos) {
        super.restore(from, elapsedNanos);
        latestIndex = from.sources().stream().mapToLong(MediaState.Source::rtpIndex).reduce(0, (_, last) -> last);
    }

    @Override
    public void restore(int ssrc, long index) {
        super.restore(ssrc, index);
        latestIndex = index;
    }

    private void commit(SrtpStream stream, long index) {
        newest = index > stream.rtp.highest() && index > stream.highestBefore;
        stream.rtp.commit(index);
        latestIndex = index;
        countRtp();
    }

    /** The first packet of an SSRC verified; false when there are too many of them. */
    private boolean commitFirst(int ssrc, long index) {
        SrtpStream known = streams.find(ssrc);
        SrtpStream stream = known == null ? streams.add(ssrc) : known;
        if (stream == null) {
            end();
            return false;
        }
        unknownSources.onKeptVerified();
        commit(stream, index);
        return true;
    }

    /**
     * An SSRC starts at counter 0, or where the peer's last SSRC stood: some phones carry the counter over. One that was
     * here before goes on where it stood.
     */
    private int unprotectFirst(byte[] packet, int headerLength, int length, int ssrc, int sequenceNumber) {
        long retired = streams.retiredRtp(ssrc);
        long first = retired == ReplayWindow.NONE ? sequenceNumber : PacketIndex.estimate(retired, sequenceNumber);
        if (first <= retired || first > PacketIndex.MAX) {
            return SrtpResult.TOO_OLD;
        }
        int plainLength = transform.unprotectRtp(packet, headerLength, length, ssrc, first);
        if (plainLength >= 0) {
            return commitFirst(ssrc, first) ? plainLength : SrtpResult.KEY_EXHAUSTED;
        }
        if (retired != ReplayWindow.NONE) {
            return plainLength;
        }
        if (!unknownSources.mayTry()) {
            return plainLength;
        }
        return unprotectFirstFrom(latestIndex >>> 16, packet, headerLength, length, ssrc, sequenceNumber);
    }

    private int unprotectFirstFrom(long carried, byte[] packet, int headerLength, int length, int ssrc,
            int sequenceNumber) {
        for (long rolloverCounter = carried; rolloverCounter <= carried + 1; rolloverCounter++) {
            long index = PacketIndex.of(rolloverCounter, sequenceNumber);
            if (rolloverCounter != 0 && index <= PacketIndex.MAX) {
                int plainLength = transform.unprotectRtp(packet, headerLength, length, ssrc, index);
                if (plainLength >= 0) {
                    if (!commitFirst(ssrc, index)) {
                        return SrtpResult.KEY_EXHAUSTED;
                    }
                    rolloversResolved++;
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
        if (found <= stream.rtp.highest()) {
            // Should this be a recording after all, it moves no address: only what is above everything before does.
            stream.highestBefore = Math.max(stream.highestBefore, stream.rtp.highest());
        }
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
}
