package io.sbc.interop.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phone over TLS or UDP that registers properly, then sends whatever octets it is given, and tells what the SBC made of
 * them: the statuses of the final responses in order, and {@code closed} when it ended the connection.
 */
public abstract class RudeClient implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** For what would have come by now. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final Pattern STATUS = Pattern.compile("^SIP/2\\.0 (\\d{3})");
    private static final String CLOSED = "closed";

    private int sent;

    /** Over a TLS connection of its own. */
    public static RudeClient tls(int port, Path authority) {
        return new OverTls(SipProbe.tls(port, authority));
    }

    /**
     * From an address and port of its own choice.
     *
     * @param host the last octet of 127.0.0.x: what is still sent to one phone does not reach the next
     */
    public static RudeClient udp(int port, int host, int ownPort) throws IOException {
        return new OverUdp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), host, ownPort);
    }

    /** Sends octets as they are. */
    public abstract void send(byte[] bytes) throws IOException;

    /** The next whole message; empty when the SBC closes. */
    abstract String receive(Duration limit) throws IOException;

    abstract String transport();

    /** Becomes a registered phone. */
    public void register(User user) throws IOException {
        send(request("REGISTER", user, "").getBytes(StandardCharsets.UTF_8));
        String challenge = receive(LIMIT);
        send(request("REGISTER", user, SipProbe.answerTo(challenge, user, "REGISTER", "sip:example.com") + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
        String answer = receive(LIMIT);
        while (answer.startsWith("SIP/2.0 1")) {
            answer = receive(LIMIT);
        }
        if (!answer.startsWith("SIP/2.0 200")) {
            throw new AssertionError("not registered: " + answer);
        }
    }

    /**
     * What became of what was sent. An OPTIONS is sent behind it: with its answer nothing more is to be expected, except
     * while {@code expected} is not met, since answers of several shards overtake each other.
     */
    public String outcome(Pattern expected) throws IOException {
        String marker = "marker-" + System.nanoTime();
        send(request("OPTIONS", User.of("1001"), "").replaceFirst("Call-ID: [^\r]*", "Call-ID: " + marker)
                .getBytes(StandardCharsets.UTF_8));
        List<String> seen = new ArrayList<>();
        boolean marked = false;
        try {
            while (!marked || !expected.matcher(String.join(" ", seen)).matches()) {
                String message = receive(marked || !seen.isEmpty() ? AFTERWARDS : LIMIT);
                if (message.isEmpty()) {
                    seen.add(CLOSED);
                    break;
                }
                if (message.contains(marker)) {
                    marked = true;
                } else {
                    finalStatus(message, seen);
                }
            }
        } catch (SocketTimeoutException | AssertionError nothingMore) {
            if (!marked) {
                seen.add("silence, also for what came behind");
            }
        }
        return String.join(" ", seen);
    }

    private static void finalStatus(String message, List<String> seen) {
        Matcher status = STATUS.matcher(message);
        if (!status.find()) {
            seen.add("a request");
        } else if (!status.group(1).startsWith("1")) {
            seen.add(status.group(1));
        }
    }

    private String request(String method, User user, String credentials) {
        sent++;
        return """
                %1$s sip:example.com SIP/2.0
                Via: SIP/2.0/%2$s 127.0.0.1:9;branch=z9hG4bK%3$x;rport
                Max-Forwards: 70
                From: <sip:%4$s@example.com>;tag=p1
                To: <sip:%4$s@example.com>
                Call-ID: rude-%3$x
                CSeq: %5$d %1$s
                Contact: <sip:%4$s@127.0.0.1:9;transport=%6$s>
                Expires: 60
                %7$sContent-Length: 0

                """.formatted(method, transport(), System.nanoTime(), user.extension(), sent,
                transport().toLowerCase(Locale.ROOT), credentials).replace("\r", "").replace("\n", "\r\n");
    }

    @Override
    public abstract void close() throws IOException;

    private static final class OverTls extends RudeClient {

        private final SipProbe probe;

        private OverTls(SipProbe probe) {
            this.probe = probe;
        }

        @Override
        public void send(byte[] bytes) {
            probe.send(bytes);
        }

        @Override
        String receive(Duration limit) {
            return probe.awaitMessageOrEnd(limit);
        }

        @Override
        String transport() {
            return "TLS";
        }

        @Override
        public void close() throws IOException {
            probe.close();
        }
    }

    private static final class OverUdp extends RudeClient {

        private final DatagramSocket socket;
        private final InetSocketAddress server;

        private OverUdp(InetSocketAddress server, int host, int ownPort) throws IOException {
            this.server = server;
            this.socket = new DatagramSocket(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[]{127, 0, 0, (byte) host}), ownPort));
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            socket.send(new DatagramPacket(bytes, bytes.length, server));
        }

        @Override
        String receive(Duration limit) throws IOException {
            socket.setSoTimeout((int) limit.toMillis());
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            octets.write(packet.getData(), 0, packet.getLength());
            return octets.toString(StandardCharsets.UTF_8);
        }

        @Override
        String transport() {
            return "UDP";
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
