package io.sbc.interop.peer;

import io.sbc.interop.audio.MuLaw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Hears what a phone plays to its user. baresip's own recorder stops at the first hold, so the phone plays into an audio
 * bridge, and a second line of the same phone carries what comes out of it, as plain RTP, to here: the simplest SIP server that
 * can take that call. Two reading threads; {@link #heard} is for any thread.
 */
final class Ear implements AutoCloseable {

    /** Ten minutes of speech. */
    private static final int SAMPLES_MAX = 600 * 8000;

    private static final int RTP_HEADER_BYTES = 12;

    private final String owner;
    private final DatagramSocket sip;
    private final DatagramSocket rtp;
    private short[] samples = new short[8000];
    private int count;

    private Ear(String owner, DatagramSocket sip, DatagramSocket rtp) {
        this.owner = owner;
        this.sip = sip;
        this.rtp = rtp;
    }

    static Ear open(String owner, LoopbackPorts ports) {
        try {
            var sip = new DatagramSocket(ports.one(), InetAddress.getLoopbackAddress());
            var ear = new Ear(owner, sip, new DatagramSocket(ports.one(), InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name(owner + "-ear-sip").start(() -> receive(ear.sip, ear::onSip));
            Thread.ofPlatform().daemon().name(owner + "-ear-rtp").start(() -> receive(ear.rtp, ear::onRtp));
            return ear;
        } catch (IOException e) {
            throw new UncheckedIOException(owner + " has no ear", e);
        }
    }

    /** Whom the phone's second line has to call. */
    String uri() {
        return "sip:ear@127.0.0.1:" + sip.getLocalPort();
    }

    /** Everything heard so far, silence included. */
    synchronized short[] heard() {
        return Arrays.copyOf(samples, count);
    }

    private interface Receiver {
        void onDatagram(DatagramPacket packet) throws IOException;
    }

    private static void receive(DatagramSocket socket, Receiver receiver) {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[2048], 2048);
                socket.receive(packet);
                receiver.onDatagram(packet);
            }
        } catch (IOException e) {
            assert socket.isClosed() : e;
        }
    }

    /** Every request but ACK is answered with 200, an INVITE with a description of our port. */
    private void onSip(DatagramPacket packet) throws IOException {
        String request = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        String method = request.substring(0, Math.max(0, request.indexOf(' ')));
        if (method.equals("ACK") || method.startsWith("SIP/2.0")) {
            return;
        }
        String echoed = request.lines().takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("(?i)(Via|From|Call-ID|CSeq):.*")).collect(
                        Collectors.joining("\r\n"));
        String to = request.lines().filter(line -> line.startsWith("To:")).findFirst().orElse("To: <" + uri() + ">");
        String body = method.equals("INVITE") ? """
                v=0\r
                o=- 1 1 IN IP4 127.0.0.1\r
                s=-\r
                c=IN IP4 127.0.0.1\r
                t=0 0\r
                m=audio %d RTP/AVP 0\r
                a=recvonly\r
                """.formatted(rtp.getLocalPort()) : "";
        String response = "SIP/2.0 200 OK\r\n" + echoed + "\r\n" + to + (to.contains(";tag=") ? "" : ";tag=" + owner)
                + "\r\nContact: <" + uri()
                + ">\r\n"
                + Optional.of(body).filter(text -> !text.isEmpty()).map(text -> "Content-Type: application/sdp\r\n")
                        .orElse("")
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
        sip.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
    }

    private synchronized void onRtp(DatagramPacket packet) {
        int payload = packet.getLength() - RTP_HEADER_BYTES;
        boolean isMuLaw = payload > 0 && (packet.getData()[1] & 0x7f) == 0;
        if (!isMuLaw || count + payload > SAMPLES_MAX) {
            return;
        }
        if (count + payload > samples.length) {
            samples = Arrays.copyOf(samples, 2 * samples.length);
        }
        for (int i = 0; i < payload; i++) {
            samples[count + i] = MuLaw.decode(packet.getData()[RTP_HEADER_BYTES + i]);
        }
        count += payload;
    }

    @Override
    public void close() {
        sip.close();
        rtp.close();
    }
}
