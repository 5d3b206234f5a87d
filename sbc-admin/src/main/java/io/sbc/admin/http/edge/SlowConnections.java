package io.sbc.admin.http.edge;

import io.sbc.base.Counters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Closes connections that hold a place without getting a request across: an idle timeout alone is put off by one octet now and then
 * ("slowloris"). As many as the listeners let in; looked at four times in each timeout, on a virtual thread of its own.
 *
 * <pre>
 *  a new connection, TLS handshake included ── no request within the timeout ──► closed
 *  HTTP/1.1, between two requests, octets have come ── no request within the timeout from then on ──► closed
 * </pre>
 */
final class SlowConnections implements Connection.Listener, AutoCloseable {

    private final long timeoutNanos;
    private final Counters<HttpCounter> counters;
    private final Map<Connection, Progress> open = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What was seen of a connection at the last look. Used by the watching thread only, but for its making. */
    private static final class Progress {

        private long waitsSince;
        private long messagesIn;
        private long messagesOut;
        private long octets;
        private boolean begun = true;

        Progress(long now) {
            waitsSince = now;
        }

        /** Whether a request is being waited for since before {@code limit}. */
        boolean isSlow(Connection connection, long now, long timeoutNanos) {
            long in = connection.getMessagesIn();
            long out = connection.getMessagesOut();
            boolean moved = in != messagesIn || out != messagesOut || in != out;
            if (moved) {
                messagesIn = in;
                messagesOut = out;
                octets = connection.getBytesIn();
                begun = false;
            } else if (!begun && connection.getBytesIn() > octets) {
                begun = true;
                waitsSince = now;
            }
            return begun && now - waitsSince > timeoutNanos;
        }
    }

    SlowConnections(Duration timeout, Counters<HttpCounter> counters) {
        this.timeoutNanos = timeout.toNanos();
        this.counters = counters;
    }

    void start() {
        Thread.ofVirtual().name("slow-http-connections").start(this::watch);
    }

    private void watch() {
        try {
            while (!closed.await(timeoutNanos / 4, TimeUnit.NANOSECONDS)) {
                sweep(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void sweep(long now) {
        open.forEach((connection, progress) -> {
            if (progress.isSlow(connection, now, timeoutNanos)) {
                open.remove(connection);
                counters.increment(HttpCounter.SLOW);
                connection.getEndPoint().close(new TimeoutException("no request came in time"));
            }
        });
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof SslConnection)) { // what it carries is a connection of its own
            open.put(connection, new Progress(System.nanoTime()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
