package io.sbc.e2e;

import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS port of a machine that speaks TLS 1.2 and nothing newer, and never gets further than the handshake. */
final class OldTlsServer implements AutoCloseable {

    private final SSLServerSocket server;

    private OldTlsServer(SSLServerSocket server) {
        this.server = server;
    }

    static OldTlsServer start(InetAddress address, SSLContext tls) throws IOException {
        SSLServerSocket server = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0, 10, address);
        server.setEnabledProtocols(new String[]{"TLSv1.2"});
        OldTlsServer started = new OldTlsServer(server);
        Thread.ofPlatform().daemon().name("old-tls").start(started::serve);
        return started;
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.startHandshake();
            } catch (IOException refused) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
