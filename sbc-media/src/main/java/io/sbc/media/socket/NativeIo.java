package io.sbc.media.socket;

import java.io.IOException;
import java.net.InetSocketAddress;

/** {@link MediaIo} over Linux system calls. */
final class NativeIo implements MediaIo {

    private final NativeSockets sockets;

    private final boolean raw;

    /** @param raw whether batches are sent through raw sockets; asked of {@link RawSender#works} before */
    NativeIo(NativeSockets sockets, boolean raw) {
        this.sockets = sockets;
        this.raw = raw;
    }

    @Override
    public UdpChannel open(InetSocketAddress address, int trafficClass) throws IOException {
        return NativeUdpChannel.open(sockets, address, trafficClass);
    }

    @Override
    public Poller newPoller() throws IOException {
        return new NativePoller(sockets, raw ? new RawSender(sockets) : null);
    }

    @Override
    public String description() {
        return raw ? "native epoll, raw sending" : "native epoll";
    }
}
