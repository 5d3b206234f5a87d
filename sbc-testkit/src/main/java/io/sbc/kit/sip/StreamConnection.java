package io.sbc.kit.sip;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** One TCP or TLS connection with its reader thread. Sending is safe from any thread. */
final class StreamConnection implements Wire.Path, AutoCloseable {
    private static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InetSocketAddress remote;
    private final OutputStream out;
    private final MessageFramer framer;
    private final ReentrantLock sending = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over a connected socket. */
    StreamConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.remote = (InetSocketAddress) socket.getRemoteSocketAddress();
        socket.setTcpNoDelay(true);
        this.out = socket.getOutputStream();
        this.framer = new MessageFramer(new BufferedInputStream(socket.getInputStream()));
    }

    void start(Wire.Sink sink, boolean answerPings) {
        if (answerPings) {
            framer.onPing(this::pong);
        }
        Thread.ofPlatform().daemon().name("kit-stream-" + socket.getLocalPort()).start(() -> readLoop(sink));
    }

    private void readLoop(Wire.Sink sink) {
        String why = "closed by the peer";
        try {
            byte[] message;
            while ((message = framer.read()) != null) {
                sink.onMessage(this, message);
            }
        } catch (SocketException e) {
            why = closed.get() ? "closed by us" : e.toString();
        } catch (IOException e) {
            why = e.toString();
        }
        close();
        sink.onClosed(this, why);
    }

    boolean isOpen() {
        return !closed.get();
    }

    InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    /** The socket, for what TLS can tell of it. */
    Socket socket() {
        return socket;
    }

    int pongs() {
        return framer.pongs();
    }

    /** Sends a keepalive (RFC 5626 §4.4.1). */
    void ping() throws IOException {
        send(PING);
    }

    private void pong() {
        try {
            send(PONG);
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        sending.lock();
        try {
            out.write(message);
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    /** Closes without a TLS farewell when the peer is gone already; the reader thread then tells the sink. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                socket.close();
            } catch (IOException e) {
                // The connection is over either way: that is all close() promises.
                return;
            }
        }
    }
}
