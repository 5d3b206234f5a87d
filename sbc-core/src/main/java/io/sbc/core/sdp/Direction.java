package io.sbc.core.sdp;

import java.util.List;
import java.util.Optional;

/** Which way a stream flows, as seen by the side that says it (RFC 8866 §6.7, RFC 3264 §5.1). */
public enum Direction {
    SENDRECV("sendrecv", true, true),
    SENDONLY("sendonly", true, false),
    RECVONLY("recvonly", false,
            true),
    INACTIVE("inactive", false, false);

    private static final List<Direction> ALL = List.of(values());

    private final String attribute;
    private final boolean sends;
    private final boolean receives;

    Direction(String attribute, boolean sends, boolean receives) {
        this.attribute = attribute;
        this.sends = sends;
        this.receives = receives;
    }

    /** The one that sends and receives as said. */
    public static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** The direction of an attribute's name; empty for every other attribute. */
    public static Optional<Direction> ofAttribute(String name) {
        for (Direction direction : ALL) {
            if (direction.attribute.equals(name)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    /** The attribute's name. */
    public String attribute() {
        return attribute;
    }

    public boolean sends() {
        return sends;
    }

    public boolean receives() {
        return receives;
    }

    /** As the other end of the stream sees it. */
    public Direction reversed() {
        return of(receives, sends);
    }

    /** What both allow. */
    public Direction and(Direction other) {
        return of(sends && other.sends, receives && other.receives);
    }
}
