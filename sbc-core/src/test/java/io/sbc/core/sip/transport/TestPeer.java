package io.sbc.core.sip.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;

/** A plain or TLS client with blocking reads; each read has a generous limit. */
final class TestPeer implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    TestPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    static TestPeer tcp(int port) throws IOException {
        return new TestPeer(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static TestPeer tls(int port, Path certificates, String protocol) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        SSLSocket tls = (SSLSocket) TestCertificates.clientTrusting(certificates).getSocketFactory()
                .createSocket(socket, "sbc.example.com", port, true);
        tls.setEnabledProtocols(new String[]{protocol});
        tls.setSoTimeout(PATIENCE_MILLIS);
        tls.startHandshake();
        return new TestPeer(tls);
    }

    Socket socket() {
        return socket;
    }

    TestPeer send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads until the text ends so. */
    String readUntil(String end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("closed after: " + read.toString(StandardCharsets.ISO_8859_1));
            }
            read.write(b);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads until the peer has closed. */
    String readAll() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (SocketException reset) {
            // A connection that is closed while we still send is reset: closed all the same.
            return read.toString(StandardCharsets.ISO_8859_1);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** Closes the connection in the middle of a test. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
