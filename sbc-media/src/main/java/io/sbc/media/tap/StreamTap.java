package io.sbc.media.tap;

import io.sbc.base.Clock;
import io.sbc.media.api.MediaSide;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.UdpAddress;

/**
 * What a stream that is being captured tells of its packets: as on the wire, or as they are inside, decrypted. All streams of a loop share
 * one. One thread: the media loop.
 */
public final class StreamTap {

    private final PacketRing ring;
    private final boolean decrypted;
    private final Clock clock;

    /** @param decrypted packets are taken behind unprotecting and before protecting, else as they come and go */
    public StreamTap(PacketRing ring, boolean decrypted, Clock clock) {
        this.ring = ring;
        this.decrypted = decrypted;
        this.clock = clock;
    }

    /** It came in. */
    public void onArrival(MediaSide side, int localPort, Datagram datagram) {
        if (!decrypted) {
            received(side, localPort, datagram, datagram.length());
        }
    }

    /** It passed every check and is plain now. */
    public void onOpened(MediaSide side, int localPort, Datagram datagram, int length) {
        if (decrypted) {
            received(side, localPort, datagram, length);
        }
    }

    private void received(MediaSide side, int localPort, Datagram datagram, int length) {
        ring.write(clock.nanoTime(), side, false, localPort, datagram.sourceHigh(), datagram.sourceLow(),
                datagram.sourcePort(), datagram.octets(), length);
    }

    /** It is to be protected and sent. */
    public void onSealing(MediaSide side, int localPort, UdpAddress destination, Datagram datagram, int length) {
        if (decrypted) {
            sent(side, localPort, destination, datagram, length);
        }
    }

    /** It goes out. */
    public void onDeparture(MediaSide side, int localPort, UdpAddress destination, Datagram datagram, int length) {
        if (!decrypted) {
            sent(side, localPort, destination, datagram, length);
        }
    }

    private void sent(MediaSide side, int localPort, UdpAddress destination, Datagram datagram, int length) {
        ring.write(clock.nanoTime(), side, true, localPort, destination.high(), destination.low(),
                destination.port(), datagram.octets(), length);
    }
}
