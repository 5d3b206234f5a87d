package io.sbc.media.relay;

import io.sbc.media.api.MediaSide;
import io.sbc.media.socket.UdpAddress;

/** Takes what packets have shown. Called on the media loop between packets; false means "not now, ask again". */
public interface RelayEvents {

    /** The first packet passed every check. */
    boolean firstPacket(int stream, MediaSide side, UdpAddress source);

    /** The peer is at {@code learned}. */
    boolean addressLearned(int stream, MediaSide side, UdpAddress previous, UdpAddress learned);
}
