package io.sbc.perf.signalling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PBX of both rivals: takes every REGISTER, rings and answers every INVITE with plain RTP, over UDP, without memory. */
final class BenchPbx implements AutoCloseable {

    private static final int MAX_DATAGRAM = 65_535;
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final String SDP = """
            v=0\r
            o=- 1 1 IN IP4 127.0.0.1\r
            s=-\r
            c=IN IP4 127.0.0.1\r
            t=0 0\r
            m=audio 9 RTP/AVP 0 101\r
            a=rtpmap:0 PCMU/8000\r
            a=rtpmap:101 telephone-event/8000\r
            a=sendrecv\r
            """;

    /** Who dials this and a port wants media to go there. */
    private static final Pattern AT_PORT = Pattern.compile("INVITE sip:94([0-9]{5})@");
    private static final Pattern OFFERED = Pattern.compile("m=audio ([0-9]+) ");

    private final Map<Integer, Integer> offered = new ConcurrentHashMap<>();
    private final DatagramChannel channel;
    private final Thread thread;
    private final LongAdder registers = new LongAdder();
    private volatile boolean silent;

    BenchPbx() throws IOException {
        channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
        thread = Thread.ofPlatform().name("bench-pbx").daemon().start(this::serve);
    }

    int port() {
        try {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what comes and says nothing, as a host whose service hangs; or speaks again. */
    void fallSilent(boolean now) {
        silent = now;
    }

    /** Whom to call so that the answer names this port for media. */
    static String targetAt(int port) {
        return "sip:94%05d@localhost".formatted(port);
    }

    /** The port that the offer named, of the call whose answer named this one. */
    int offeredTo(int port) {
        return offered.getOrDefault(port, 0);
    }

    /** The answer to that offer. */
    private String described(SipText invite) {
        Matcher at = AT_PORT.matcher(invite.text());
        if (!at.lookingAt()) {
            return SDP;
        }
        Matcher offer = OFFERED.matcher(invite.text());
        if (offer.find()) {
            offered.put(Integer.valueOf(at.group(1)), Integer.valueOf(offer.group(1)));
        }
        return SDP.replace("m=audio 9 ", "m=audio " + Integer.parseInt(at.group(1)) + " ");
    }

    /** REGISTERs that came so far. */
    long registers() {
        return registers.sum();
    }

    private void serve() {
        ByteBuffer in = ByteBuffer.allocateDirect(MAX_DATAGRAM);
        try {
            while (true) {
                in.clear();
                SocketAddress from = channel.receive(in);
                in.flip();
                answer(new SipText(StandardCharsets.UTF_8.decode(in).toString()), from);
            }
        } catch (ClosedChannelException e) {
            // closed: the run is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(SipText request, SocketAddress from) throws IOException {
        if (silent || request.isResponse()) {
            return;
        }
        switch (request.method()) {
            case "ACK" -> {
            }
            case "INVITE" -> {
                send(from, head(request, "180 Ringing") + contact() + "Content-Length: 0\r\n\r\n");
                String sdp = described(request);
                send(from, head(request, "200 OK") + contact() + "Content-Type: application/sdp\r\nContent-Length: "
                        + sdp.length() + "\r\n\r\n" + sdp);
            }
            case "REGISTER" -> {
                registers.increment();
                send(from, head(request, "200 OK")
                        + request.header("Contact").map(contact -> "Contact: " + contact + ";expires=3600\r\n")
                                .orElse("")
                        + "Content-Length: 0\r\n\r\n");
            }
            default -> send(from, head(request, "200 OK") + "Content-Length: 0\r\n\r\n");
        }
    }

    private String contact() {
        return "Contact: <sip:pbx@127.0.0.1:" + port() + ">\r\n";
    }

    private static String head(SipText request, String status) {
        var head = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
        request.headers("Via").forEach(via -> head.append("Via: ").append(via).append("\r\n"));
        request.headers("Record-Route").forEach(route -> head.append("Record-Route: ").append(route).append("\r\n"));
        String to = request.need("To");
        return head.append("From: ").append(request.need("From")).append("\r\nTo: ").append(to)
                .append(to.contains(";tag=") ? "" : ";tag=pbx").append("\r\nCall-ID: ").append(request.need("Call-ID"))
                .append("\r\nCSeq: ").append(request.need("CSeq")).append("\r\n").toString();
    }

    private void send(SocketAddress to, String message) throws IOException {
        channel.send(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), to);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        thread.interrupt();
    }
}
