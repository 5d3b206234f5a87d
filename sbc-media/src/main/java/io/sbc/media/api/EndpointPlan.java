package io.sbc.media.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What one side of one stream is told about its peer.
 *
 * @param remoteRtp where the peer's SDP says it receives RTP; empty while unknown, on hold with {@code c=0.0.0.0}, or
 *     for a stream that was declined (port 0). Media starts there until a packet that proved itself moves it (latching).
 * @param remoteRtcp where it receives RTCP; empty means the port after RTP's, or RTP's own with {@code rtcpMux}
 * @param rtcpMux RTP and RTCP share one port (RFC 5761)
 * @param receive protection of what comes from the peer: the key that <em>the peer</em> put into its SDP
 * @param send protection of what goes to the peer: the key that <em>we</em> put into ours
 * @param sends false when the peer said it will not send ({@code recvonly}, {@code inactive}): nothing of it is relayed,
 *     and its silence is no fault
 * @param receives false when nothing may be sent to it ({@code sendonly}, {@code inactive}); RTCP still goes
 * @param payloadTypes what the payload types that the peer may send stand for
 * @param signalledFrom where its signalling comes from: behind a NAT its plain RTP may come from there, too
 */
public record EndpointPlan(Optional<InetSocketAddress> remoteRtp, Optional<InetSocketAddress> remoteRtcp,
        boolean rtcpMux,
        Protection receive, Protection send, boolean sends, boolean receives, PayloadTypes payloadTypes,
        Optional<InetAddress> signalledFrom) {

    /** From where its signalling comes is not known. */
    public EndpointPlan(Optional<InetSocketAddress> remoteRtp, Optional<InetSocketAddress> remoteRtcp, boolean rtcpMux,
            Protection receive, Protection send, boolean sends, boolean receives, PayloadTypes payloadTypes) {
        this(remoteRtp, remoteRtcp, rtcpMux, receive, send, sends, receives, payloadTypes, Optional.empty());
    }

    /** With the static payload types of RFC 3551. */
    public EndpointPlan(Optional<InetSocketAddress> remoteRtp, Optional<InetSocketAddress> remoteRtcp, boolean rtcpMux,
            Protection receive, Protection send, boolean sends, boolean receives) {
        this(remoteRtp, remoteRtcp, rtcpMux, receive, send, sends, receives, PayloadTypes.STATIC);
    }

    /** The same peer, which takes what is sent to it, there. */
    public EndpointPlan receivingAt(Optional<InetSocketAddress> place) {
        return new EndpointPlan(place, remoteRtcp, rtcpMux, receive, send, sends, true, payloadTypes, signalledFrom);
    }

    /** The same peer, which may send. */
    public EndpointPlan sending() {
        return new EndpointPlan(remoteRtp, remoteRtcp, rtcpMux, receive, send, true, receives, payloadTypes,
                signalledFrom);
    }

    /** The same peer, whose signalling comes from {@code host}. */
    public EndpointPlan withSignallingFrom(InetAddress host) {
        return new EndpointPlan(remoteRtp, remoteRtcp, rtcpMux, receive, send, sends, receives, payloadTypes,
                Optional.of(host));
    }
}
