package io.sbc.admin.http.edge;

import io.sbc.base.Counters;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.HttpLimits;
import java.net.BindException;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The two listeners: HTTP/1.1 in clear for this machine, and HTTP/1.1 or HTTP/2 (by ALPN, RFC 7301) over TLS for others. Each has its own
 * count of connections, so that strangers cannot keep the command line out. Used by the thread that starts and stops.
 */
public final class Listeners implements AutoCloseable {

    /** One accepts, one selects: what is served runs on virtual threads. */
    private static final int THREADS = 1;
    private static final int STREAMS_PER_CONNECTION = 64;

    private final AdminSettings settings;
    private final Optional<ApiIdentity> identity;
    private final SlowConnections slow;
    private @Nullable ServerConnector clear;
    private @Nullable ServerConnector secure;

    /** @param identity for the listener with TLS; empty: there is none */
    public Listeners(AdminSettings settings, Optional<ApiIdentity> identity, Counters<HttpCounter> counters) {
        this.settings = settings;
        this.identity = identity;
        this.slow = new SlowConnections(settings.http().headerTimeout(), counters);
    }

    /** In clear. */
    public Connector clear(Server server, HttpConfiguration base) {
        HttpConfiguration http = limited(base);
        ServerConnector made = connector(server, settings.address(), settings.port(), new HttpConnectionFactory(http));
        clear = made;
        return made;
    }

    /** Over TLS. */
    public Connector secure(Server server, HttpConfiguration base) {
        HttpConfiguration http = limited(base);
        // Clients that connect by address send no name; which certificate they get does not depend on it.
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory one = new HttpConnectionFactory(http);
        HTTP2ServerConnectionFactory two = new HTTP2ServerConnectionFactory(http);
        two.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
        two.setStreamIdleTimeout(settings.http().idleTimeout().toMillis());
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(one.getProtocol());
        SslConnectionFactory tls = new SslConnectionFactory(identity.orElseThrow().factory(), alpn.getProtocol());
        ServerConnector made = connector(server, settings.api().address(), settings.api().port(), tls, alpn, two, one);
        secure = made;
        return made;
    }

    private static HttpConfiguration copyOf(HttpConfiguration base) {
        HttpConfiguration http = new HttpConfiguration(base);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        return http;
    }

    private HttpConfiguration limited(HttpConfiguration base) {
        HttpLimits limits = settings.http();
        HttpConfiguration http = copyOf(base);
        http.setRequestHeaderSize(limits.headerOctets());
        http.setIdleTimeout(limits.idleTimeout().toMillis());
        return http;
    }

    private ServerConnector connector(Server server, String address, int port, ConnectionFactory... factories) {
        ServerConnector connector = new ServerConnector(server, null, null, null, THREADS, THREADS, factories);
        connector.setHost(address);
        connector.setPort(port);
        connector.setIdleTimeout(settings.http().idleTimeout().toMillis());
        connector.addBean(slow);
        connector.addBean(new NetworkConnectionLimit(settings.http().connections(), connector));
        return connector;
    }

    /** Begins to watch connections; the server has started. */
    public void started() {
        slow.start();
    }

    /** The port in clear. */
    public int clearPort() {
        return clear == null ? 0 : clear.getLocalPort();
    }

    /** The port with TLS; empty when there is none. */
    public Optional<Integer> securePort() {
        return Optional.ofNullable(secure).map(ServerConnector::getLocalPort);
    }

    /** The failure of a start, saying which listener could not be had. */
    public BindException cause(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind) {
                boolean clearIsOpen = clear != null && clear.getLocalPort() > 0;
                String which = clearIsOpen
                        ? "admin.api.port: " + settings.api().address() + " port " + settings.api().port()
                        : "admin.port: " + settings.address() + " port " + settings.port();
                BindException named = new BindException(which + " cannot be bound: " + bind.getMessage());
                named.initCause(bind);
                return named;
            }
        }
        throw failure;
    }

    @Override
    public void close() {
        slow.close();
    }
}
