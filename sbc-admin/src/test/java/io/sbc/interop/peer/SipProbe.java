package io.sbc.interop.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A rude client: one connection to the SBC, plain or TLS, over which a test sends whatever bytes it likes and sees what comes
 * back.
 */
public final class SipProbe implements AutoCloseable {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^(?:Content-Length|l)\\s*:\\s*(\\d+)");

    private final Socket socket;

    private SipProbe(Socket socket) {
        this.socket = socket;
    }

    /** A TCP connection that says nothing of itself. */
    public static SipProbe tcp(int port) {
        try {
            return new SipProbe(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A TLS connection after its handshake; the server's certificate has to chain to the authority. */
    public static SipProbe tls(int port, Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            socket.startHandshake();
            return new SipProbe(socket);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the text as it is, lines ended by CRLF. */
    public void send(String text) {
        send(text.lines().map(line -> line + "\r\n").reduce("", String::concat).getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are. A peer that closes meanwhile is no error: {@link #awaitEnd} will see it. */
    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (SocketException e) {
            assert !e.toString().isEmpty() : "closed by the peer while we were writing";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for one whole SIP message. */
    public String awaitMessage(Duration limit) {
        var received = new ByteArrayOutputStream();
        try {
            socket.setSoTimeout((int) limit.toMillis());
            while (!received.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                received.write(readByte());
            }
            Matcher length = CONTENT_LENGTH.matcher(received.toString(StandardCharsets.UTF_8));
            int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
            for (int i = 0; i < body; i++) {
                received.write(readByte());
            }
            return received.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("no whole message came, but: " + received.toString(StandardCharsets.UTF_8), e);
        }
    }

    /** Waits for one whole SIP message; empty when the SBC closes the connection instead. */
    public String awaitMessageOrEnd(Duration limit) {
        try {
            return awaitMessage(limit);
        } catch (AssertionError none) {
            if (none.getCause() instanceof SocketTimeoutException) {
                throw none;
            }
            return "";
        }
    }

    /** Waits for the final response to what was sent last. */
    public String awaitFinalResponse(Duration limit) {
        String response = awaitMessage(limit);
        return response.startsWith("SIP/2.0 1") ? awaitFinalResponse(limit) : response;
    }

    private int readByte() throws IOException {
        int octet = socket.getInputStream().read();
        if (octet < 0) {
            throw new IOException("closed by the SBC");
        }
        return octet;
    }

    /** Waits until the SBC closes the connection and returns what it said before. */
    public String awaitEnd(Duration limit) {
        var received = new ByteArrayOutputStream();
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        try {
            socket.setSoTimeout(500);
            while (System.nanoTime() < deadlineNanos) {
                try {
                    int octet = socket.getInputStream().read();
                    if (octet < 0) {
                        return received.toString(StandardCharsets.UTF_8);
                    }
                    received.write(octet);
                } catch (SocketTimeoutException e) {
                    assert deadlineNanos > 0 : "nothing yet: look at the time, and wait on";
                }
            }
        } catch (IOException e) {
            return received.toString(StandardCharsets.UTF_8);
        }
        throw new AssertionError(
                "the connection is still open after " + limit.toSeconds() + " s; it said: " + received.toString(
                        StandardCharsets.UTF_8));
    }

    /**
     * The credentials that a challenge asks for (RFC 7616, MD5 with qop=auth).
     *
     * @param challenge a 401 or 407
     * @return the whole header field, Authorization or Proxy-Authorization
     */
    public static String answerTo(String challenge, User user, String method, String uri) {
        String realm = parameter(challenge, "realm");
        String nonce = parameter(challenge, "nonce");
        String ha1 = md5(user.extension() + ":" + realm + ":" + user.setPassword());
        String response = md5(ha1 + ":" + nonce + ":00000001:probe:auth:" + md5(method + ":" + uri));
        return (challenge.startsWith("SIP/2.0 407") ? "Proxy-Authorization" : "Authorization") + ": Digest username=\""
                + user.extension()
                + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri + "\", response=\"" + response
                + "\", algorithm=MD5, cnonce=\"probe\", nc=00000001, qop=auth";
    }

    private static String parameter(String challenge, String name) {
        Matcher matcher = Pattern.compile(name + "=\"([^\"]*)\"").matcher(challenge);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + challenge);
        }
        return matcher.group(1);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
