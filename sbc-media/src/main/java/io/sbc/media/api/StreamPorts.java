package io.sbc.media.api;

import java.net.InetSocketAddress;

/**
 * Our own addresses for one stream as they belong into SDP: the advertised host and the bound port of each side. RTP is
 * on an even port; RTCP is on the port after it (RFC 3550 §11).
 */
public record StreamPorts(InetSocketAddress set, InetSocketAddress icp) {

    /** Where the peer on {@code side} sends its RTP to. */
    public InetSocketAddress on(MediaSide side) {
        return side == MediaSide.SET ? set : icp;
    }
}
