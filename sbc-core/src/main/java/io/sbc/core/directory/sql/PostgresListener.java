package io.sbc.core.directory.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits on a connection of its own for what other nodes NOTIFY. When the connection is lost, it connects again, with pauses that grow;
 * meanwhile whoever listens finds out by looking. A virtual thread.
 */
final class PostgresListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresListener.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    /** How long one wait lasts: a closed connection ends it at once. */
    private static final int WAIT_MILLIS = 10_000;

    private final String channel;
    private final Connector connector;
    private final Runnable hears;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection connection;
    private volatile boolean listening;
    private final Thread thread;

    /** Makes connections. */
    interface Connector {
        Connection connect() throws SQLException;
    }

    private PostgresListener(String channel, Connector connector, Runnable hears) {
        this.channel = channel;
        this.connector = connector;
        this.hears = hears;
        thread = Thread.ofVirtual().name("store-listener").unstarted(this::listenUntilClosed);
    }

    /** @param hears is called for each batch of notifications, and after each connect, since some may have been missed */
    static PostgresListener start(String channel, Connector connector, Runnable hears) {
        PostgresListener listener = new PostgresListener(channel, connector, hears);
        listener.thread.start();
        return listener;
    }

    /** Whether there is a connection that hears. Any thread. */
    boolean isListening() {
        return listening;
    }

    private void listenUntilClosed() {
        Duration pause = PAUSE_MIN;
        try {
            while (closed.getCount() > 0) {
                try (Connection made = connector.connect()) {
                    connection = made;
                    listen(made);
                    listening = true;
                    pause = PAUSE_MIN;
                    wait(made);
                } catch (SQLException lost) {
                    listening = false;
                    if (closed.getCount() > 0) {
                        log.debug("no notifications from the database for now: {}", lost.getMessage());
                    }
                }
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : longer;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(Connection made) throws SQLException {
        try (Statement statement = made.createStatement()) {
            statement.execute("LISTEN " + channel);
        }
        hears.run();
    }

    private void wait(Connection made) throws SQLException {
        PGConnection postgres = made.unwrap(PGConnection.class);
        while (closed.getCount() > 0) {
            PGNotification[] notifications = postgres.getNotifications(WAIT_MILLIS);
            if (notifications != null && notifications.length > 0) {
                hears.run();
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Connection open = connection;
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
            thread.join();
        } catch (SQLException e) {
            log.debug("the listener's connection did not close: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
