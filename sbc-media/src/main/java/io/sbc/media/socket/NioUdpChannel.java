package io.sbc.media.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** {@link UdpChannel} over a {@link DatagramChannel}. */
final class NioUdpChannel implements UdpChannel {

    private final DatagramChannel channel;
    private final int localPort;
    /** The JDK returns the same object while the source stays the same, so its bits are taken out once. */
    private @Nullable SocketAddress lastSource;
    private long lastHigh;
    private long lastLow;
    private int lastPort;
    private int lastScope;

    NioUdpChannel(DatagramChannel channel, int localPort) {
        this.channel = channel;
        this.localPort = localPort;
    }

    DatagramChannel channel() {
        return channel;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Another object may be an equal address: then it is taken apart once more.
    public int receive(Datagram datagram) {
        ByteBuffer buffer = datagram.payloadBuffer.clear();
        SocketAddress source;
        try {
            source = channel.receive(buffer);
        } catch (IOException e) {
            return FAILED;
        }
        if (source == null) {
            return NOTHING;
        }
        if (buffer.position() > Datagram.RECEIVE_MAX) {
            return OVERSIZED;
        }
        if (source != lastSource) {
            remember((InetSocketAddress) source);
        }
        datagram.takeFromNative(buffer.position());
        datagram.source(lastHigh, lastLow, lastPort, lastScope);
        return datagram.length();
    }

    private void remember(InetSocketAddress source) {
        lastSource = source;
        lastHigh = UdpAddress.high(source.getAddress());
        lastLow = UdpAddress.low(source.getAddress());
        lastPort = source.getPort();
        lastScope = UdpAddress.scope(source.getAddress());
    }

    @Override
    public boolean send(Datagram datagram, UdpAddress destination) {
        datagram.copyToNative();
        ByteBuffer buffer = datagram.payloadBuffer.clear().limit(datagram.length());
        try {
            return channel.send(buffer, destination.toSocketAddress()) == datagram.length();
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            // An address of the other family, no route, a firewall's refusal: all the same to a relay.
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a UDP socket did not close", e);
        }
    }
}
