package io.sbc.media.socket;

/**
 * An even port for RTP and the one after it for RTCP (RFC 3550 §11), both bound. Whoever holds it closes the channels,
 * then gives {@link #rtpPort()} back to the pool.
 */
public record PortPair(UdpChannel rtp, UdpChannel rtcp) {

    /** The even port. */
    public int rtpPort() {
        return rtp.localPort();
    }

    /** Closes both channels. */
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
