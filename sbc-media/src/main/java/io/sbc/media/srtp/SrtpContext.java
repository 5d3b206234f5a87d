package io.sbc.media.srtp;

import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.SrtpKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both directions have in common: a transform, the SSRCs, the identifier in the packets, and how many packets the key
 * has protected. One thread.
 */
public abstract sealed class SrtpContext permits SrtpSendContext, SrtpReceiveContext {

    /** RFC 3711 §9.2: packets that one key may protect as SRTCP. */
    private static final long RTCP_LIFETIME_MAX = 1L << 31;
    /** A notice comes when this share of the lifetime is left: 1.4 h of 2^22 packets at 50 a second. */
    private static final int LEFT_AT_NOTICE = 16;
    private static final long NEVER = Long.MAX_VALUE;

    /** How much of its lifetime a key has left. */
    public enum Life {
        /** More than a sixteenth. */
        AMPLE,
        /** A sixteenth or less: time for another key. */
        SHORT,
        /** Nothing. */
        ENDED
    }

    final SrtpTransform transform;
    final SrtpStreams streams = new SrtpStreams();
    @Nullable
    IdentifierField identifier;
    private long rtpPackets;
    private long rtpNotice;
    private long rtpEnd;
    private long rtcpPackets;
    private long rtcpNotice;
    private long rtcpEnd;
    private Life life = Life.AMPLE;
    /** When its state was asked for last. */
    private long stateNanos;

    SrtpContext(SrtpKey key, SrtpWorkspace workspace) {
        transform = SrtpTransform.of(key, workspace);
        use(key);
    }

    /**
     * Touches what the next packet will need; for the caches only.
     *
     * @param step 1 touches this, 2 what this refers to, 3 what that refers to
     */
    public final int approach(int step) {
        return step == 1 ? (int) rtpPackets + (int) rtpEnd : transform.approach(step) + streams.approach(step);
    }

    /**
     * Takes over the identifier and the lifetime of {@code key}, whose secret is this context's: SDP may tell another one of
     * them with the same key. What was counted counts on.
     */
    public final void use(SrtpKey key) {
        MasterKeyIdentifier wanted = key.identifier().orElse(null);
        if (wanted == null) {
            identifier = null;
        } else if (identifier == null || !identifier.identifier().equals(wanted)) {
            identifier = new IdentifierField(wanted);
        }
        rtpEnd = key.lifetimePackets();
        rtcpEnd = Math.min(rtpEnd, RTCP_LIFETIME_MAX);
        rtpNotice = rtpEnd - rtpEnd / LEFT_AT_NOTICE;
        rtcpNotice = rtcpEnd - rtcpEnd / LEFT_AT_NOTICE;
        life = Life.AMPLE;
        judgeLife();
    }

    /** How much lifetime is left, SRTP or SRTCP, whichever has less. */
    public final Life life() {
        return life;
    }

    /** Counts an SRTP packet. */
    final void countRtp() {
        if (++rtpPackets >= rtpNotice) {
            judgeLife();
        }
    }

    /** Counts an SRTCP packet. */
    final void countRtcp() {
        if (++rtcpPackets >= rtcpNotice) {
            judgeLife();
        }
    }

    /** Whether the key may protect another SRTP packet. */
    final boolean hasRtpLeft() {
        return rtpPackets < rtpEnd;
    }

    /** Whether the key may protect another SRTCP packet. */
    final boolean hasRtcpLeft() {
        return rtcpPackets < rtcpEnd;
    }

    /** The key has run out of something that counts as its lifetime, such as SSRCs that can be told apart. */
    final void end() {
        life = Life.ENDED;
    }

    private void judgeLife() {
        if (rtpPackets >= rtpEnd || rtcpPackets >= rtcpEnd) {
            life = Life.ENDED;
        } else if (life == Life.AMPLE && (rtpPackets >= rtpNotice || rtcpPackets >= rtcpNotice)) {
            life = Life.SHORT;
        }
        rtpNotice = rtpPackets < rtpNotice ? rtpNotice : rtpPackets < rtpEnd ? rtpEnd : NEVER;
        rtcpNotice = rtcpPackets < rtcpNotice ? rtcpNotice : rtcpPackets < rtcpEnd ? rtcpEnd : NEVER;
    }

    /** The highest SRTP index of {@code ssrc}, or -1. */
    public final long highestIndex(int ssrc) {
        SrtpStream stream = streams.find(ssrc);
        return stream == null ? streams.retiredRtp(ssrc) : stream.rtp.highest();
    }

    /** Takes over where another context with this key stands: the next index of {@code ssrc} is above {@code index}. */
    public void restore(int ssrc, long index) {
        SrtpStream known = streams.find(ssrc);
        SrtpStream stream = known == null ? streams.add(ssrc) : known;
        if (stream == null) {
            throw new IllegalStateException("no room for another SSRC");
        }
        stream.rtp.continueAbove(index);
    }

    /**
     * Where this stands, for a process that goes on with {@code key}, which is this context's. To be asked for from time to
     * time: sources tell their pace since the last time.
     */
    public final MediaState.Context state(SrtpKey key, long nowNanos) {
        List<MediaState.Source> sources = streams.states(nowNanos - stateNanos);
        stateNanos = nowNanos;
        return new MediaState.Context(key, rtpPackets, rtcpPackets, rtcpIndex(), sources);
    }

    /** The last SRTCP index of ours. */
    long rtcpIndex() {
        return 0;
    }

    /**
     * Takes over where another process stood, {@code elapsedNanos} ago. Before anything else is done with the context.
     */
    public void restore(MediaState.Context from, long elapsedNanos) {
        rtpPackets = from.rtpPackets();
        rtcpPackets = from.rtcpPackets();
        for (MediaState.Source source : from.sources()) {
            SrtpStream stream = streams.add(source.ssrc());
            if (stream == null) {
                end();
                return;
            }
            long used = source.rtpIndex() < 0 ? source.rtpIndex() : usedUpTo(source, elapsedNanos);
            stream.restore(source, used);
            rtpPackets += used - source.rtpIndex();
        }
        judgeLife();
    }

    /** The highest index of a source that may have been used since. */
    long usedUpTo(MediaState.Source source, long elapsedNanos) {
        return source.rtpIndex();
    }

    /** For tests: SSRCs with state. */
    final int knownSources() {
        return streams.size();
    }
}
