package io.sbc.media.socket;

import java.io.IOException;
import java.net.InetSocketAddress;

/** {@link MediaIo} over Linux system calls. */
final class NativeIo implements MediaIo {

    private final NativeSockets sockets;

    NativeIo(NativeSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public UdpChannel open(InetSocketAddress address, int trafficClass) throws IOException {
        return NativeUdpChannel.open(sockets, address, trafficClass);
    }

    @Override
    public Poller newPoller() throws IOException {
        return new NativePoller(sockets);
    }

    @Override
    public String description() {
        return "native epoll";
    }
}
