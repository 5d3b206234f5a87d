package io.sbc.e2e;

import io.sbc.kit.sip.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client that can do nothing but REGISTER over TLS, so small that hundreds of them fit into a test. It keeps its nonce over
 * connections, as softphones do. One thread at a time.
 */
final class TlsRegistrant implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final int REFUSALS_MAX = 5;
    private static final String DOMAIN = "localhost";

    private final SSLContext tls;
    private final InetAddress source;
    private final String user;
    private final String password;
    private Map<String, String> challenge = Map.of();
    private int count;
    private int cseq;
    private int refusals;
    private long retryAfterSeconds;
    private @Nullable SSLSocket socket;
    private @Nullable BufferedReader in;

    /** @param source an address of its own: the SBC limits what comes from one */
    TlsRegistrant(SSLContext tls, InetAddress source, String user, String password) {
        this.tls = tls;
        this.source = source;
        this.user = user;
        this.password = password;
    }

    /** Connects, whatever became of an earlier connection. */
    void connect(int port) throws IOException {
        close();
        SSLSocket connected = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port, source, 0);
        connected.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedReader(new InputStreamReader(connected.getInputStream(), StandardCharsets.UTF_8));
        socket = connected;
    }

    /**
     * Registers, with its last nonce if it has one, and as often as it is told by 503 after the time that this asks for.
     *
     * @return the statuses that it got but for these, one for each round trip
     */
    List<Integer> register() throws IOException {
        List<Integer> statuses = new ArrayList<>();
        int status;
        do {
            send();
            status = readStatus();
            if (status == 503) {
                refusals++;
                heed();
            } else {
                statuses.add(status);
            }
        } while ((status == 401 && statuses.size() < 3) || (status == 503 && refusals < REFUSALS_MAX));
        return statuses;
    }

    private void heed() throws InterruptedIOException {
        try {
            TimeUnit.SECONDS.sleep(retryAfterSeconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("told to end");
        }
    }

    private void send() throws IOException {
        SSLSocket connected = Objects.requireNonNull(socket, "connect() comes first");
        cseq++;
        String request = """
                REGISTER sip:%1$s SIP/2.0
                Via: SIP/2.0/TLS 127.0.0.1:%2$d;branch=z9hG4bK-%3$s-%4$d;rport
                Max-Forwards: 70
                From: <sip:%3$s@%1$s>;tag=t%3$s
                To: <sip:%3$s@%1$s>
                Call-ID: register-%3$s
                CSeq: %4$d REGISTER
                Contact: <sip:%3$s@127.0.0.1:%2$d;transport=tls>
                Expires: 3600
                %5$sContent-Length: 0

                """.formatted(DOMAIN, connected.getLocalPort(), user, cseq, authorization());
        connected.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private String authorization() {
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

    private int readStatus() throws IOException {
        BufferedReader lines = Objects.requireNonNull(in, "connect() comes first");
        String first = lines.readLine();
        if (first == null) {
            throw new IOException("the SBC closed the connection");
        }
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            if (line.regionMatches(true, 0, "Retry-After:", 0, 12)) {
                retryAfterSeconds = Long.parseLong(line.substring(12).strip());
            }
            if (line.regionMatches(true, 0, "WWW-Authenticate:", 0, 17)) {
                challenge = Digest.parse(line.substring(17).strip());
                count = 0;
            }
        }
        return Integer.parseInt(first.substring(8, 11));
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
        if (socket != null) {
            socket.close();
        }
    }
}
