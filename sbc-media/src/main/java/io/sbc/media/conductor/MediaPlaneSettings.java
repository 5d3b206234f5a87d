package io.sbc.media.conductor;

import io.sbc.media.api.RelayRules;
import io.sbc.media.api.MediaSide;
import io.sbc.media.socket.IoKind;
import java.net.InetAddress;
import java.time.Duration;

/**
 * What the media plane is told at start.
 *
 * @param set addresses towards the softphones
 * @param icp addresses towards the PBX; may equal {@code set}, then both share the range
 * @param portMin first port of the range, which each bind address has for itself
 * @param portMax last port of the range; a session takes two pairs for each m-line
 * @param quarantine how long a freed port rests
 * @param loops threads that carry packets, 1 to 256; one for each core is right
 * @param io how packets get in and out
 * @param mediaTimeout silence after which {@code MediaTimeout} is raised; zero for never
 * @param maxSessions sessions open at one time
 * @param rules where media may go, and how much of it
 * @param quality how quality is watched
 */
public record MediaPlaneSettings(SideAddress set, SideAddress icp, int portMin, int portMax, Duration quarantine,
        int loops, IoKind io, Duration mediaTimeout, int maxSessions, RelayRules rules, QualitySettings quality) {

    /** Where media may go anywhere, at any rate. */
    public MediaPlaneSettings(SideAddress set, SideAddress icp, int portMin, int portMax, Duration quarantine,
            int loops,
            IoKind io, Duration mediaTimeout, int maxSessions) {
        this(set, icp, portMin, portMax, quarantine, loops, io, mediaTimeout, maxSessions, RelayRules.LAX);
    }

    /** With the usual watch on quality. */
    public MediaPlaneSettings(SideAddress set, SideAddress icp, int portMin, int portMax, Duration quarantine,
            int loops,
            IoKind io, Duration mediaTimeout, int maxSessions, RelayRules rules) {
        this(set, icp, portMin, portMax, quarantine, loops, io, mediaTimeout, maxSessions, rules,
                QualitySettings.USUAL);
    }

    /**
     * Addresses of one side.
     *
     * @param bind what sockets are bound to
     * @param advertised what SDP says; differs behind NAT
     * @param trafficClass what packets to this side are marked with: DSCP and two zero bits, 184 for EF (RFC 3246)
     */
    public record SideAddress(InetAddress bind, InetAddress advertised, int trafficClass) {

        public SideAddress {
            if (trafficClass < 0 || trafficClass > 252 || trafficClass % 4 != 0) {
                throw new IllegalArgumentException("a traffic class is a DSCP of 0 to 63, times four");
            }
        }

        /** Packets are not marked. */
        public SideAddress(InetAddress bind, InetAddress advertised) {
            this(bind, advertised, 0);
        }
    }

    public MediaPlaneSettings {
        if (portMin < 1 || portMax > 65_535 || portMin + (portMin & 1) + 1 > portMax) {
            throw new IllegalArgumentException(
                    "ports must be 1 to 65535 with one even-odd pair at least, not " + portMin + " to " + portMax);
        }
        if (loops < 1 || loops > 256) {
            throw new IllegalArgumentException("loops must be 1 to 256, not " + loops);
        }
        if (maxSessions < 1) {
            throw new IllegalArgumentException("maxSessions must be 1 at least, not " + maxSessions);
        }
        if (quarantine.isNegative() || mediaTimeout.isNegative()) {
            throw new IllegalArgumentException("durations must not be negative");
        }
    }

    /** The addresses of {@code side}. */
    public SideAddress on(MediaSide side) {
        return side == MediaSide.SET ? set : icp;
    }
}
