package io.sbc.media.conductor;

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
 * @param quality how quality is watched
 */
public record MediaPlaneSettings(SideAddress set, SideAddress icp, int portMin, int portMax, Duration quarantine,
        int loops, IoKind io, Duration mediaTimeout, int maxSessions, QualitySettings quality) {

    /** With the usual watch on quality. */
    public MediaPlaneSettings(SideAddress set, SideAddress icp, int portMin, int portMax, Duration quarantine,
            int loops, IoKind io, Duration mediaTimeout, int maxSessions) {
        this(set, icp, portMin, portMax, quarantine, loops, io, mediaTimeout, maxSessions, QualitySettings.USUAL);
    }

    /**
     * Addresses of one side.
     *
     * @param bind what sockets are bound to
     * @param advertised what SDP says; differs behind NAT
     */
    public record SideAddress(InetAddress bind, InetAddress advertised) {}

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
