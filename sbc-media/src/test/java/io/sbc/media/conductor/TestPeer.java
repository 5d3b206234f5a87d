package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.fail;

import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.srtp.Packets;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A peer with one socket for RTP and one for RTCP; with keys it speaks SRTP. */
final class TestPeer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private @Nullable SrtpKey peerKey;
    private @Nullable SrtpKey planeKey;
    private @Nullable SrtpSendContext sender;
    private @Nullable SrtpReceiveContext receiver;

    TestPeer(InetAddress address) {
        try {
            rtp = new DatagramSocket(0, address);
            rtcp = new DatagramSocket(0, address);
            rtp.setSoTimeout(TIMEOUT_MILLIS);
            rtcp.setSoTimeout(TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on SRTP: {@code own} protects what this peer sends, {@code planes} what it receives. */
    TestPeer withKeys(SrtpKey own, SrtpKey planes) {
        peerKey = own;
        planeKey = planes;
        sender = new SrtpSendContext(own);
        receiver = new SrtpReceiveContext(planes);
        return this;
    }

    EndpointPlan plan() {
        return plan(address());
    }

    EndpointPlan plan(InetSocketAddress signalledRtp) {
        return new EndpointPlan(Optional.of(signalledRtp), Optional.of(rtcpAddress()), false, protection(peerKey),
                protection(planeKey), true, true);
    }

    private static Protection protection(@Nullable SrtpKey key) {
        return key == null ? Protection.clear() : Protection.srtp(key);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) rtp.getLocalSocketAddress();
    }

    InetSocketAddress rtcpAddress() {
        return (InetSocketAddress) rtcp.getLocalSocketAddress();
    }

    void sendRtp(byte[] plain, InetSocketAddress to) {
        byte[] packet = Arrays.copyOf(plain, plain.length + 64);
        int length = sender == null ? plain.length : sender.protectRtp(packet, plain.length);
        send(rtp, packet, length, to);
    }

    void sendRtcp(byte[] plain, InetSocketAddress to) {
        byte[] packet = Arrays.copyOf(plain, plain.length + 64);
        int length = sender == null ? plain.length : sender.protectRtcp(packet, plain.length);
        send(rtcp, packet, length, new InetSocketAddress(to.getAddress(), to.getPort() + 1));
    }

    /** Sends octets as they are. */
    void sendRaw(byte[] octets, InetSocketAddress to) {
        send(rtp, octets, octets.length, to);
    }

    private static void send(DatagramSocket socket, byte[] octets, int length, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(octets, length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next RTP packet, unprotected. */
    byte[] receiveRtp() {
        byte[] packet = new byte[2048];
        int length = receive(rtp, packet);
        return Arrays.copyOf(packet, receiver == null ? length : receiver.unprotectRtp(packet, length));
    }

    /** The next RTCP packet, unprotected. */
    byte[] receiveRtcp() {
        byte[] packet = new byte[2048];
        int length = receive(rtcp, packet);
        return Arrays.copyOf(packet, receiver == null ? length : receiver.unprotectRtcp(packet, length));
    }

    private static int receive(DatagramSocket socket, byte[] into) {
        DatagramPacket packet = new DatagramPacket(into, into.length);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return fail("nothing came in " + TIMEOUT_MILLIS + " ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packet.getLength();
    }

    /** Whether anything came that was not read. */
    boolean hasReceivedRtp() {
        try {
            rtp.setSoTimeout(1);
            receive(rtp);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            restoreTimeout();
        }
    }

    private static void receive(DatagramSocket socket) throws IOException {
        socket.receive(new DatagramPacket(new byte[2048], 2048));
    }

    private void restoreTimeout() {
        try {
            rtp.setSoTimeout(TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A packet of this peer's stream. */
    static byte[] speech(int ssrc, int sequenceNumber) {
        return Packets.rtp(ssrc, sequenceNumber & 0xffff, 160);
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
