package io.sbc.media.srtp;

import io.sbc.media.api.MediaState;

/** What a context keeps for one SSRC: where the packet index stands, and what was seen. */
final class SrtpStream {

    /** Speech in packets of 20 ms; of a source whose pace is not known yet. */
    private static final int USUAL_PACKETS_PER_SECOND = 50;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private int ssrc;
    private long lastUse;
    /** Where it stood when it was last {@linkplain SrtpContext#state looked at}. */
    private long seenIndex = ReplayWindow.NONE;
    private int packetsPerSecond = USUAL_PACKETS_PER_SECOND;
    /** Used when receiving: the highest index before a lower rollover counter was believed. */
    long highestBefore = ReplayWindow.NONE;
    final ReplayWindow rtp = new ReplayWindow();
    final ReplayWindow rtcp = new ReplayWindow();
    /** Used when receiving. */
    final RolloverResolver resolver = new RolloverResolver();
    /** Used when sending. */
    final RestartBridge bridge = new RestartBridge();

    int ssrc() {
        return ssrc;
    }

    long lastUse() {
        return lastUse;
    }

    void touch(long use) {
        lastUse = use;
    }

    /** Makes this the fresh state of another SSRC. */
    void restart(int newSsrc) {
        ssrc = newSsrc;
        highestBefore = ReplayWindow.NONE;
        seenIndex = ReplayWindow.NONE;
        packetsPerSecond = USUAL_PACKETS_PER_SECOND;
        rtp.clear();
        rtcp.clear();
        resolver.clear();
        bridge.clear();
    }

    /** Its state, {@code sinceNanos} after the one before. */
    MediaState.Source state(long sinceNanos) {
        long highest = rtp.highest();
        if (seenIndex != ReplayWindow.NONE && sinceNanos > 0) {
            packetsPerSecond = Math.clamp((highest - seenIndex) * NANOS_PER_SECOND / sinceNanos, 0,
                    Integer.MAX_VALUE);
        }
        seenIndex = highest;
        return new MediaState.Source(ssrc, highest, rtcp.highest(), packetsPerSecond, bridge.sequenceShift(),
                bridge.timestampShift());
    }

    /** Goes on above these indices. */
    void restore(MediaState.Source from, long rtpIndex) {
        rtp.continueAbove(rtpIndex);
        rtcp.continueAbove(from.rtcpIndex());
        packetsPerSecond = from.packetsPerSecond();
        bridge.restore(from.sequenceShift(), from.timestampShift());
    }

    /** The index that a packet with this sequence number most likely has (RFC 3711 §3.3.1); first packets have ROC 0. */
    long estimate(int sequenceNumber) {
        long highest = rtp.highest();
        return highest == ReplayWindow.NONE ? sequenceNumber : PacketIndex.estimate(highest, sequenceNumber);
    }
}
