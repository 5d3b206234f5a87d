package io.sbc.media.relay;

import io.sbc.media.api.MediaSide;
import io.sbc.media.socket.UdpAddress;

/** Takes what packets have shown. Called on the media loop between packets; false means "not now, ask again". */
public interface RelayEvents {

    /** The first packet passed every check. */
    boolean firstPacket(int stream, MediaSide side, UdpAddress source);

    /** The peer is at {@code learned}. */
    boolean addressLearned(int stream, MediaSide side, UdpAddress previous, UdpAddress learned);

    /** Nothing is sent to {@code address}: media must not go there. */
    boolean addressRefused(int stream, MediaSide side, UdpAddress address);

    /** Another rollover counter than the expected one was found by trial. */
    boolean rolloverResolved(int stream, MediaSide side, int times);

    /** Another key is in use; ours, or the peer's. */
    boolean keyChanged(int stream, MediaSide side, boolean ours);

    /** Little or nothing of a key's lifetime is left. */
    boolean keyLifetime(int stream, MediaSide side, boolean ours, boolean ended);
}
