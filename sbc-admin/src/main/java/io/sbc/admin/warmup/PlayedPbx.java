package io.sbc.admin.warmup;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A PBX that takes every REGISTER and answers every INVITE, over UDP on loopback, by a thread of its own. */
final class PlayedPbx implements AutoCloseable {

    private static final String SDP = """
            v=0\r
            o=- 1 1 IN IP4 127.0.0.1\r
            s=-\r
            c=IN IP4 127.0.0.1\r
            t=0 0\r
            m=audio 9 RTP/AVP 0 101\r
            a=rtpmap:0 PCMU/8000\r
            a=rtpmap:101 telephone-event/8000\r
            """;
    private static final int DATAGRAM_MAX = 65_535;

    private final DatagramSocket socket;

    PlayedPbx() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().name("played-pbx").start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_MAX], DATAGRAM_MAX);
        try {
            while (true) {
                packet.setLength(DATAGRAM_MAX);
                socket.receive(packet);
                if (SipParser.parse(packet.getData(), 0, packet.getLength(),
                        ParseLimits.DEFAULT) instanceof ParseResult.Parsed(SipRequest request)) {
                    answer(request, packet.getSocketAddress());
                }
            }
        } catch (SocketException closed) {
            // The rehearsal is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(SipRequest request, SocketAddress to) throws IOException {
        if (request.method().equals(SipMethod.ACK)) {
            return;
        }
        SipResponse.Builder ok = SipResponse.to(request, 200);
        if (request.to().tag().isEmpty()) {
            ok.toTag("played");
        }
        if (request.method().equals(SipMethod.INVITE)) {
            send(SipResponse.to(request, 180).toTag("played").set(HeaderName.CONTACT, contact()).build(), to);
            ok.set(HeaderName.CONTACT, contact()).body("application/sdp", SDP.getBytes(StandardCharsets.US_ASCII));
        } else if (request.method().equals(SipMethod.REGISTER)) {
            request.header(HeaderName.CONTACT)
                    .ifPresent(contact -> ok.set(HeaderName.CONTACT, contact + ";expires=3600"));
        }
        send(ok.build(), to);
    }

    private String contact() {
        return "<sip:pbx@127.0.0.1:" + port() + ">";
    }

    private void send(SipResponse response, SocketAddress to) throws IOException {
        byte[] octets = response.toBytes();
        socket.send(new DatagramPacket(octets, octets.length, to));
    }

    @Override
    public void close() {
        socket.close();
    }
}
