package io.sbc.media.relay;

import io.sbc.media.api.MediaState;
import io.sbc.media.api.PayloadTypes;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import org.jspecify.annotations.Nullable;

/**
 * What the conductor makes of an {@code EndpointPlan}: addresses resolved, contexts made or found again.
 *
 * @param remoteRtp null while there is nowhere to send to
 * @param remoteRtcp null means the port after RTP's, or RTP's own with {@code rtcpMux}
 * @param receiveContext null for plain RTP; the same object as long as the key is the same
 * @param sendContext null for plain RTP; the same object as long as the key is the same
 * @param receiveKey how {@code receiveContext} is used: its identifier and lifetime; null leaves it as it is
 * @param sendKey the same of {@code sendContext}
 * @param refused what the plan tells but media must not go to
 * @param payloadTypes what the payload types that the peer may send stand for
 * @param signalledFrom where the peer's signalling comes from, its port without meaning; null while nobody knows
 * @param restored where a process before this one has seen the peer; null but for the first setup after a restart
 */
public record EndpointSetup(@Nullable UdpAddress remoteRtp, @Nullable UdpAddress remoteRtcp, boolean rtcpMux,
        @Nullable SrtpReceiveContext receiveContext, @Nullable SrtpSendContext sendContext, boolean sends,
        boolean receives, @Nullable SrtpKey receiveKey, @Nullable SrtpKey sendKey, @Nullable UdpAddress refused,
        PayloadTypes payloadTypes, @Nullable UdpAddress signalledFrom, MediaState.@Nullable Endpoint restored) {

    /** With the static payload types of RFC 3551. */
    public EndpointSetup(@Nullable UdpAddress remoteRtp, @Nullable UdpAddress remoteRtcp, boolean rtcpMux,
            @Nullable SrtpReceiveContext receiveContext, @Nullable SrtpSendContext sendContext, boolean sends,
            boolean receives, @Nullable SrtpKey receiveKey, @Nullable SrtpKey sendKey, @Nullable UdpAddress refused) {
        this(remoteRtp, remoteRtcp, rtcpMux, receiveContext, sendContext, sends, receives, receiveKey, sendKey, refused,
                PayloadTypes.STATIC, null, null);
    }

    /** With keys that are used as they were, and the static payload types of RFC 3551. */
    public EndpointSetup(@Nullable UdpAddress remoteRtp, @Nullable UdpAddress remoteRtcp, boolean rtcpMux,
            @Nullable SrtpReceiveContext receiveContext, @Nullable SrtpSendContext sendContext, boolean sends,
            boolean receives) {
        this(remoteRtp, remoteRtcp, rtcpMux, receiveContext, sendContext, sends, receives, null, null, null);
    }
}
