package io.sbc.media.socket;

import java.io.IOException;
import java.net.InetSocketAddress;

/** {@link MediaIo} over Linux system calls. */
final class NativeIo implements MediaIo {

    private final NativeSockets sockets;

    private final boolean raw;
    private final boolean reserving;

    /**
     * @param raw whether batches are sent through raw sockets; asked of {@link RawSender#works} before
     * @param reserving whether polling threads get time of their own; asked of {@link ReservedTime#works} before
     */
    NativeIo(NativeSockets sockets, boolean raw, boolean reserving) {
        this.sockets = sockets;
        this.raw = raw;
        this.reserving = reserving;
    }

    @Override
    public UdpChannel open(InetSocketAddress address, int trafficClass) throws IOException {
        return NativeUdpChannel.open(sockets, address, trafficClass);
    }

    @Override
    public Poller newPoller() throws IOException {
        return new NativePoller(sockets, raw ? new RawSender(sockets) : null, reserving);
    }

    @Override
    public String description() {
        return "native epoll" + (raw ? ", raw sending" : "") + (reserving ? ", reserved time" : "");
    }
}
