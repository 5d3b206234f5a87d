package io.sbc.core.directory.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.sbc.core.access.NonceStore;
import io.sbc.core.config.StoreSettings.PostgresSettings;
import io.sbc.core.directory.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, for several nodes on one database. A pool of connections reads; of all nodes one writes at a time, by an advisory lock
 * that the transaction takes first: plans and the chain of the history see what came before, and nothing has to be tried again. When the
 * database is gone, everyone who asks hears so within {@link #WAIT}, and the pool connects again by itself.
 */
final class PostgresDatabase implements SqlDatabase {

    /** How long somebody waits for a connection, or for the database to take one. */
    private static final Duration WAIT = Duration.ofSeconds(4);
    /** The start waits longer: after a power cut, both come up together. */
    private static final Duration START_WAIT = Duration.ofSeconds(30);
    /** "sbc" and a number, so that nobody else on that database means the same lock. */
    private static final long WRITE_LOCK = 0x736263_0001L;
    private static final String PASSWORD_VARIABLE = "SBC_STORE_PASSWORD";
    /** What a node's connection for notifications is called: who has one runs. */
    static final String LISTENER = "sbc listener";
    private static final String CHANNEL = "sbc_changes";

    private final PostgresSettings settings;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    /** One writer of this node at a time: the others wait here, not with a connection in hand. */
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable EventLog events;
    private volatile InstantSource clock = InstantSource.system();
    private volatile @Nullable PostgresListener listener;

    private PostgresDatabase(PostgresSettings settings, HikariDataSource pool) {
        this.settings = settings;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    static PostgresDatabase open(PostgresSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("sbc-store");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        password(settings).ifPresent(config::setPassword);
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(Math.min(2, settings.connections()));
        config.setConnectionTimeout(WAIT.toMillis());
        config.setValidationTimeout(WAIT.dividedBy(2).toMillis());
        config.setInitializationFailTimeout(START_WAIT.toMillis());
        config.addDataSourceProperty("connectTimeout", Long.toString(WAIT.toSeconds()));
        config.addDataSourceProperty("socketTimeout", "30");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", "sbc");
        try {
            HikariDataSource pool = new HikariDataSource(config);
            try {
                SqlDatabase.migrate(pool);
                return new PostgresDatabase(settings, pool);
            } catch (FlywayException e) {
                pool.close();
                throw e;
            }
        } catch (PoolInitializationException | FlywayException e) {
            throw StoreFailures.of("store.postgresql.url: " + settings.url() + " cannot be used", e);
        }
    }

    /** From the file, else from the environment: neither shows in a list of processes. */
    private static Optional<String> password(PostgresSettings settings) {
        if (settings.passwordFile().isEmpty()) {
            return Optional.ofNullable(System.getenv(PASSWORD_VARIABLE));
        }
        try {
            return Optional.of(Files.readString(settings.passwordFile().get()).strip());
        } catch (IOException e) {
            throw new StoreException("store.postgresql.password-file: " + settings.passwordFile().get()
                    + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void keepHistory(EventLog log, InstantSource time) {
        clock = time;
        events = log;
    }

    @Override
    public void onNotification(Runnable hears) {
        listener = PostgresListener.start(CHANNEL, this::connectionOfItsOwn, hears);
    }

    @Override
    public boolean isListening() {
        PostgresListener hears = listener;
        return hears == null || hears.isListening();
    }

    @Override
    public Optional<NonceStore> nonces() {
        return Optional.of(new PostgresNonces(jdbi));
    }

    /** Outside of the pool: it waits for ever. */
    private Connection connectionOfItsOwn() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        password(settings).ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("connectTimeout", Long.toString(WAIT.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", LISTENER);
        return DriverManager.getConnection(settings.url(), properties);
    }

    @Override
    public String name() {
        return settings.url();
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        try {
            return jdbi.withHandle(work::apply);
        } catch (JdbiException e) {
            throw StoreFailures.of("the database failed", e);
        }
    }

    /** Reads all as it is at one moment, however long it takes; nobody waits for it. */
    <T> T snapshot(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work::apply);
        } catch (JdbiException e) {
            throw StoreFailures.of("the database failed", e);
        }
    }

    @Override
    public <T> T write(Function<SqlChange, T> work) {
        writing.lock();
        try {
            return jdbi.inTransaction(transaction -> {
                transaction.execute("SELECT pg_advisory_xact_lock(?)", WRITE_LOCK);
                SqlChange change = new SqlChange(transaction);
                T result = work.apply(change);
                change.finish(events, clock.instant());
                for (String topic : change.topics()) {
                    transaction.execute("SELECT pg_notify(?, ?)", CHANNEL, topic);
                }
                return result;
            });
        } catch (JdbiException e) {
            throw StoreFailures.of("the database failed", e);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        PostgresListener hears = listener;
        if (hears != null) {
            hears.close();
        }
        pool.close();
    }
}
