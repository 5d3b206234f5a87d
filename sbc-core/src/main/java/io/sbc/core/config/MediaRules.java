package io.sbc.core.config;

import io.sbc.core.Side;
import io.sbc.media.api.AddressLearning;
import java.util.List;

/**
 * {@code set.media} and {@code icp.media}: what holds for media of one side.
 *
 * @param dscp mark of packets to this side, 0 to 63
 * @param learning from where a peer of plain RTP may turn out to send
 * @param rtcpMux whether offers ask for RTP and RTCP on one port; who offers it gets it anyway
 * @param allow networks that media may go to, whatever the defaults say
 * @param deny networks that it may not; the longer prefix wins, of two alike this
 */
public record MediaRules(int dscp, AddressLearning learning, boolean rtcpMux, List<IpNetwork> allow,
        List<IpNetwork> deny) {

    public MediaRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /** Those of both sides. */
    public record Both(MediaRules set, MediaRules icp) {

        /** Those of {@code side}. */
        public MediaRules on(Side side) {
            return side == Side.SET ? set : icp;
        }
    }
}
