package io.sbc.kit.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** SIP over UDP (RFC 3261 §18): one socket, one reader thread. */
public final class UdpWire implements Wire {
    private static final int DATAGRAM_MAX = 65_535;

    private final DatagramSocket socket;

    /**
     * Binds.
     *
     * @param address the local address; port 0 takes a free one
     */
    public UdpWire(InetSocketAddress address) throws IOException {
        this.socket = new DatagramSocket(address);
    }

    @Override
    public SipTransport transport() {
        return SipTransport.UDP;
    }

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void start(Sink sink) {
        Thread.ofPlatform().daemon().name("kit-udp-" + socket.getLocalPort()).start(() -> readLoop(sink));
    }

    private void readLoop(Sink sink) {
        DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_MAX], DATAGRAM_MAX);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
            } catch (IOException e) {
                // An ICMP error of an earlier send surfaces here; only a closed socket ends the loop.
                continue;
            }
            // RFC 5626 §3.5: a datagram of CRLFs alone is a keepalive.
            if (packet.getLength() > 4) {
                byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
                sink.onMessage(new UdpPath(new InetSocketAddress(packet.getAddress(), packet.getPort())), message);
            }
        }
    }

    @Override
    public Path pathTo(InetSocketAddress target) {
        return new UdpPath(target);
    }

    @Override
    public void close() {
        socket.close();
    }

    private final class UdpPath implements Path {
        private final InetSocketAddress remote;

        UdpPath(InetSocketAddress remote) {
            this.remote = remote;
        }

        @Override
        public InetSocketAddress remote() {
            return remote;
        }

        @Override
        public void send(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length, remote));
        }
    }
}
