package io.sbc.kit.sip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * SIP over the one connection that a phone opens to its server (RFC 5626 §4.2): every message goes and comes over it,
 * whatever a Via, Contact or Route says; the phone itself listens nowhere, as behind a NAT. A lost connection is opened
 * again by the next message that is sent.
 */
public final class FlowWire implements Wire {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final SipTransport transport;
    private final InetSocketAddress server;
    private final InetSocketAddress bindAddress;
    private final Optional<TlsClient> tls;
    private final InetSocketAddress local;
    private StreamConnection connection;
    private @Nullable Sink sink;
    private boolean closed;

    /**
     * How to speak TLS.
     *
     * @param context    what to trust
     * @param serverName the name that the server's certificate must have (RFC 5922 §7.2); also sent as SNI
     */
    public record TlsClient(SSLContext context, String serverName) {}

    /**
     * Connects.
     *
     * @param bindAddress the local address, its port mostly 0
     * @param tls         empty for TCP
     * @throws IOException when the server cannot be reached or its certificate is not trusted
     */
    public FlowWire(InetSocketAddress server, InetSocketAddress bindAddress, Optional<TlsClient> tls)
            throws IOException {
        this.transport = tls.isPresent() ? SipTransport.TLS : SipTransport.TCP;
        this.server = server;
        this.bindAddress = bindAddress;
        this.tls = tls;
        this.connection = connect();
        this.local = connection.local();
    }

    private StreamConnection connect() throws IOException {
        Socket plain = new Socket();
        try {
            plain.bind(bindAddress);
            plain.connect(server, CONNECT_TIMEOUT_MILLIS);
            return new StreamConnection(tls.isPresent() ? handshake(plain, tls.get()) : plain);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private Socket handshake(Socket plain, TlsClient client) throws IOException {
        SSLSocket secure = (SSLSocket) client.context()
                .getSocketFactory()
                .createSocket(plain, client.serverName(), server.getPort(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        plain.setSoTimeout(CONNECT_TIMEOUT_MILLIS);
        secure.startHandshake();
        plain.setSoTimeout(0);
        return secure;
    }

    @Override
    public SipTransport transport() {
        return transport;
    }

    /** The address of the first connection: a later one has another port, as behind a NAT. */
    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public synchronized void start(Sink sink) {
        this.sink = sink;
        connection.start(sink, false);
    }

    @Override
    public synchronized Path pathTo(InetSocketAddress target) throws IOException {
        if (!connection.isOpen()) {
            if (closed || sink == null) {
                throw new IOException("the flow to " + server + " is closed");
            }
            connection = connect();
            connection.start(sink, false);
        }
        return connection;
    }

    /** Sends a keepalive over the flow (RFC 5626 §4.4.1). */
    public synchronized void ping() throws IOException {
        connection.ping();
    }

    /** How many answers to keepalives came over the present connection. */
    public synchronized int pongs() {
        return connection.pongs();
    }

    /** Tears the connection down without a word to SIP, as a network that goes away. */
    public synchronized void drop() {
        connection.close();
    }

    /** Protocol and cipher suite of the connection; empty over TCP. */
    public synchronized Optional<SSLSession> tlsSession() {
        return connection.socket() instanceof SSLSocket secure ? Optional.of(secure.getSession()) : Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        connection.close();
    }
}
