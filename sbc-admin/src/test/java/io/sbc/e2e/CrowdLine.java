package io.sbc.e2e;

import io.sbc.kit.sip.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Many devices behind one TCP connection, as a proxy of an office has them, that register without waiting for one another: a
 * rate is a matter of the caller. All share the nonce of the first challenge. Sends from one thread, reads on its own.
 */
final class CrowdLine implements AutoCloseable {

    private static final String DOMAIN = "localhost";

    private final Socket socket = new Socket();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Map<String, Long> sentNanos = new ConcurrentHashMap<>();
    private final BufferedReader in;
    private Map<String, String> challenge = Map.of();
    private int count;
    private int cseq;

    /** @param retryAfterSeconds 0 where there is none */
    record Answer(String user, int status, long retryAfterSeconds, long tookNanos) {}

    CrowdLine(String from, int port) throws IOException {
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Has itself challenged. Before all others; from then on answers are read by a thread. */
    void begin(String user) throws IOException {
        register(user, "");
        read();
        answers.clear();
        Thread.ofPlatform().daemon().name("crowd-line").start(this::readUntilClosed);
    }

    /** Whatever was answered, in order. */
    BlockingQueue<Answer> answers() {
        return answers;
    }

    int unanswered() {
        return sentNanos.size();
    }

    /** Sends a REGISTER with credentials. */
    void register(String user, String password) throws IOException {
        cseq++;
        sentNanos.put(user, System.nanoTime());
        String request = """
                REGISTER sip:%1$s SIP/2.0
                Via: SIP/2.0/TCP 127.0.0.1:%2$d;branch=z9hG4bK-%3$s-%4$d;rport
                Max-Forwards: 70
                From: <sip:%3$s@%1$s>;tag=t%3$s
                To: <sip:%3$s@%1$s>
                Call-ID: crowd-%3$s
                CSeq: %4$d REGISTER
                Contact: <sip:%3$s@127.0.0.1:%2$d;transport=tcp>
                Expires: 3600
                %5$sContent-Length: 0

                """.formatted(DOMAIN, socket.getLocalPort(), user, cseq, authorization(user, password));
        socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private String authorization(String user, String password) {
        if (challenge.isEmpty()) {
            return "";
        }
        String nonce = challenge.get("nonce");
        String nc = String.format("%08x", ++count);
        String ha1 = md5(user + ":" + challenge.get("realm") + ":" + password);
        String response = md5(ha1 + ":" + nonce + ":" + nc + ":c:auth:" + md5("REGISTER:sip:" + DOMAIN));
        return "Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"sip:%s\", qop=auth, nc=%s, cnonce=\"c\", response=\"%s\", algorithm=MD5%n"
                .formatted(user, challenge.get("realm"), nonce, DOMAIN, nc, response);
    }

    private void readUntilClosed() {
        try {
            while (read()) {
                // each is kept
            }
        } catch (IOException closed) {
            answers.addAll(List.of());
        }
    }

    private boolean read() throws IOException {
        String first = in.readLine();
        if (first == null) {
            return false;
        }
        String user = "";
        long retryAfter = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Call-ID: crowd-")) {
                user = line.substring(15);
            } else if (line.startsWith("Retry-After: ")) {
                retryAfter = Long.parseLong(line.substring(13).strip());
            } else if (line.startsWith("WWW-Authenticate: ") && challenge.isEmpty()) {
                challenge = Digest.parse(line.substring(18).strip());
            }
        }
        Long sent = sentNanos.remove(user);
        answers.add(new Answer(user, Integer.parseInt(first.substring(8, 11)), retryAfter,
                System.nanoTime() - (sent == null ? 0 : sent)));
        return true;
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
