package io.sbc.media.relay;

import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.socket.UdpChannel;

/** Takes everything and keeps nothing. */
record SilentChannel(int localPort) implements UdpChannel {

    @Override
    public int receive(Datagram datagram) {
        return NOTHING;
    }

    @Override
    public boolean send(Datagram datagram, UdpAddress destination) {
        return true;
    }

    @Override
    public void close() {}
}
