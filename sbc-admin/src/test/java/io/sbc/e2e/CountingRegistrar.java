package io.sbc.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PBX over UDP that grants every REGISTER an hour, and keeps what it got; it can fall silent. Its own thread answers. */
final class CountingRegistrar implements AutoCloseable {

    private static final Pattern HEADER = Pattern.compile("(?mi)^(Via|From|To|Call-ID|CSeq|Contact): *(.*?)\r?$");

    private final DatagramSocket socket;
    private final List<String> registers = new ArrayList<>();
    private final BlockingQueue<String> responses = new LinkedBlockingQueue<>();

    private volatile boolean silent;

    CountingRegistrar(InetAddress address) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(address, 0));
        Thread.ofPlatform().daemon().name("counting-registrar").start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Takes what comes and says nothing, as a host whose service hangs; or speaks again. */
    void fallSilent(boolean now) {
        silent = now;
    }

    /** The REGISTER requests so far, retransmissions too. */
    List<String> registers() {
        synchronized (registers) {
            return List.copyOf(registers);
        }
    }

    /** The URI that the SBC registered for an extension. */
    String contactOf(String extension) {
        return registers().stream().filter(register -> register.contains("To: <sip:" + extension + "@"))
                .map(register -> register.replaceAll("(?s).*\r\nContact: *<([^>]*)>.*", "$1")).findFirst()
                .orElseThrow();
    }

    /** Sends a request and waits for its final response. */
    String ask(String request, InetSocketAddress sbc) throws IOException, InterruptedException {
        byte[] octets = request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(octets, octets.length, sbc));
        String response = responses.poll(20, TimeUnit.SECONDS);
        while (response != null && response.startsWith("SIP/2.0 1")) {
            response = responses.poll(20, TimeUnit.SECONDS);
        }
        return String.valueOf(response);
    }

    private void serve() {
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                String message = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
                if (message.startsWith("SIP/2.0")) {
                    responses.add(message);
                } else if (!silent) {
                    byte[] answer = ok(message).getBytes(StandardCharsets.UTF_8);
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private String ok(String request) {
        boolean register = request.startsWith("REGISTER ");
        if (register) {
            synchronized (registers) {
                registers.add(request);
            }
        }
        StringBuilder ok = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (Matcher header = HEADER.matcher(request); header.find();) {
            ok.append(header.group(1)).append(": ").append(header.group(2));
            ok.append(switch (header.group(1)) {
                case "To" -> ";tag=pbx";
                case "Contact" -> ";expires=3600";
                default -> "";
            }).append("\r\n");
        }
        return ok.append("Content-Length: 0\r\n\r\n").toString();
    }

    @Override
    public void close() {
        socket.close();
    }
}
