package io.sbc.media.srtp;

/** What a context keeps for one SSRC: where the packet index stands, and what was seen. */
final class SrtpStream {

    private int ssrc;
    private long lastUse;
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
        rtp.clear();
        rtcp.clear();
        resolver.clear();
        bridge.clear();
    }

    /** The index that a packet with this sequence number most likely has (RFC 3711 §3.3.1); first packets have ROC 0. */
    long estimate(int sequenceNumber) {
        long highest = rtp.highest();
        return highest == ReplayWindow.NONE ? sequenceNumber : PacketIndex.estimate(highest, sequenceNumber);
    }
}
