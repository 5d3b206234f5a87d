package io.sbc.admin.warmup;

import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A phone's TLS connection to this very process, whose certificate nobody needs to check. Waits; one thread. */
final class PlayedLine implements AutoCloseable {

    private static final int SILENCE_MILLIS = 10_000;
    private static final int HEAD_MAX = 16_384;
    private static final String LENGTH = "Content-Length:";

    private final SSLSocket socket;
    private final InputStream in;

    PlayedLine(int port) throws IOException {
        socket = (SSLSocket) trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private static SSLContext trusting() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[]{new TrustsAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS to rehearse with", e);
        }
    }

    /** Our end, {@code 127.0.0.1:40000}. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void send(SipMessage message) throws IOException {
        socket.getOutputStream().write(message.toBytes());
    }

    /** The next final response. */
    SipResponse awaitFinal() throws IOException {
        while (true) {
            byte[] octets = read();
            if (SipParser.parse(octets, 0, octets.length, ParseLimits.DEFAULT) instanceof ParseResult.Parsed(
                    SipResponse response) && response.isFinal()) {
                return response;
            }
        }
    }

    /** A head, and as much as its Content-Length says, which our own messages always have. */
    private byte[] read() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int octet = in.read();
            if (octet < 0 || message.size() > HEAD_MAX) {
                throw new EOFException("the SBC hung up");
            }
            message.write(octet);
            newlines = octet == '\n' ? newlines + 1 : octet == '\r' ? newlines : 0;
        }
        message.write(in.readNBytes(bodyLength(message.toString(StandardCharsets.ISO_8859_1))));
        return message.toByteArray();
    }

    private static int bodyLength(String head) {
        int begin = head.indexOf(LENGTH) + LENGTH.length();
        return Integer.parseInt(head.substring(begin, head.indexOf('\r', begin)).strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The certificate is this process's own, made for the rehearsal. */
    private static final class TrustsAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String how) {
            // There are none.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String how) {
            // Our own.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
