package io.sbc.kit.sip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import javax.net.ssl.SSLContext;

/**
 * SIP over TCP or TLS as a server does it: accepts connections, sends over the one that a peer opened (RFC 5923) and opens
 * one where there is none. Connections are known by the peer's address and port.
 */
public final class ServerWire implements Wire {
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    /** More than any test opens; a further one is closed at once. */
    private static final int CONNECTIONS_MAX = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(ServerWire.class);

    private final SipTransport transport;
    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final Map<InetSocketAddress, StreamConnection> connections = new ConcurrentHashMap<>();
    private @Nullable Sink sink;

    private ServerWire(SipTransport transport, ServerSocket listener, @Nullable SSLContext tls) {
        this.transport = transport;
        this.listener = listener;
        this.tls = tls;
    }

    /** Listens for TCP; port 0 takes a free one. */
    public static ServerWire tcp(InetSocketAddress address) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(address);
        return new ServerWire(SipTransport.TCP, listener, null);
    }

    /** Listens for TLS with the certificate of the context; port 0 takes a free one. */
    public static ServerWire tls(InetSocketAddress address, SSLContext context) throws IOException {
        ServerSocket listener = context.getServerSocketFactory().createServerSocket();
        listener.bind(address);
        return new ServerWire(SipTransport.TLS, listener, context);
    }

    @Override
    public SipTransport transport() {
        return transport;
    }

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void start(Sink sink) {
        this.sink = sink;
        Thread.ofPlatform().daemon().name("kit-accept-" + listener.getLocalPort()).start(() -> acceptLoop(sink));
    }

    private void acceptLoop(Sink sink) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (connections.size() >= CONNECTIONS_MAX) {
                    socket.close();
                    continue;
                }
                adopt(socket, sink);
            } catch (IOException e) {
                // One connection that failed to come up, or the listener's end: the loop's condition tells.
                LOG.trace("accept", e);
            }
        }
    }

    private StreamConnection adopt(Socket socket, Sink sink) throws IOException {
        StreamConnection connection = new StreamConnection(socket);
        connections.put(connection.remote(), connection);
        connection.start(new Sink() {
            @Override
            public void onMessage(Path from, byte[] message) {
                sink.onMessage(from, message);
            }

            @Override
            public void onClosed(Path path, String why) {
                connections.remove(path.remote(), connection);
                sink.onClosed(path, why);
            }
        }, true);
        return connection;
    }

    @Override
    public Path pathTo(InetSocketAddress target) throws IOException {
        StreamConnection open = connections.get(target);
        if (open != null && open.isOpen()) {
            return open;
        }
        if (sink == null) {
            throw new IOException("not started");
        }
        Socket socket = tls == null ? new Socket() : tls.getSocketFactory().createSocket();
        socket.bind(new InetSocketAddress(listener.getInetAddress(), 0));
        socket.connect(target, CONNECT_TIMEOUT_MILLIS);
        return adopt(socket, sink);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close the listener " + listener, e);
        }
        connections.values().forEach(StreamConnection::close);
    }
}
