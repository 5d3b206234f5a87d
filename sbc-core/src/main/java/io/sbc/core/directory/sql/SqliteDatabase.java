package io.sbc.core.directory.sql;

import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite: one connection that writes, for one thread ({@link GroupedWriter}), and one that reads, for one thread at a time. Readers do not wait for a commit to reach the
 * disk; what was committed, they see. Other processes may have the same file open: the write-ahead log lets them read meanwhile, and
 * a writer waits for another one up to {@link #BUSY_TIMEOUT_MILLIS}. A commit is on the disk when it returns ({@code synchronous=FULL}).
 * A connection that failed is made anew for the next one who asks.
 */
final class SqliteDatabase implements SqlDatabase {

    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    private final Path file;
    private final Line writer;
    private final Line reader;
    private final GroupedWriter writes;
    private volatile @Nullable EventLog events;
    private volatile InstantSource clock = InstantSource.system();
    private volatile Runnable hears = () -> {};

    private SqliteDatabase(Path file) {
        this.file = file;
        SQLiteDataSource source = source(file, SynchronousMode.FULL);
        writer = new Line(source);
        reader = new Line(source);
        writes = new GroupedWriter(works -> writer.with(handle -> {
            handle.useTransaction(works::accept);
            return true;
        })).start();
    }

    /** A connection and who may use it. */
    private static final class Line {

        private final SQLiteDataSource source;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Connection connection;
        private @Nullable Handle handle;
        private KeptStatements statements = new KeptStatements();
        private boolean ended;

        Line(SQLiteDataSource source) {
            this.source = source;
        }

        <T> T with(Function<Handle, T> work) {
            lock.lock();
            try {
                return work.apply(opened());
            } catch (JdbiException | SQLException e) {
                StoreException failure = StoreFailures.of("the database failed", e);
                if (failure.reason() != Reason.OTHER) {
                    drop();
                }
                throw failure;
            } finally {
                lock.unlock();
            }
        }

        private Handle opened() throws SQLException {
            if (ended) {
                throw new StoreException("the database is closed");
            }
            Handle open = handle;
            if (open == null) {
                Connection made = source.getConnection();
                connection = made;
                statements = new KeptStatements();
                open = Jdbi.create(made).open().setStatementBuilder(statements);
                handle = open;
            }
            return open;
        }

        /** For ever. */
        void end() throws SQLException {
            lock.lock();
            try {
                ended = true;
                close();
            } finally {
                lock.unlock();
            }
        }

        /** Whatever state it is in: the next one gets another. */
        private void drop() {
            try {
                close();
            } catch (SQLException | JdbiException e) {
                handle = null;
                connection = null; // it failed before, and is not used again
            }
        }

        void close() throws SQLException {
            lock.lock();
            try {
                Connection old = connection;
                Handle open = handle;
                connection = null;
                handle = null;
                try {
                    if (open != null) {
                        statements.end();
                        open.close();
                    }
                } finally {
                    if (old != null) {
                        old.close();
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Makes the file when it is missing, and its tables. Of two processes that start at once, one does it. */
    static void prepare(Path file) {
        try (FileChannel lockFile = PrivateFiles.lockFile(file); FileLock lock = lockFile.lock()) {
            assert lock.isValid();
            PrivateFiles.createIfMissing(file);
            SqlDatabase.migrate(source(file, SynchronousMode.FULL));
        } catch (IOException e) {
            throw new StoreException("store.database: " + file + " cannot be made: " + e.getMessage(), e);
        } catch (FlywayException e) {
            throw StoreFailures.of("store.database: " + file + " cannot be used", e);
        }
    }

    /** Connects to a file that was {@link #prepare prepared}. */
    static SqliteDatabase open(Path file) {
        SqliteDatabase database = new SqliteDatabase(file);
        try {
            database.read(open -> open.execute("SELECT 1"));
            return database;
        } catch (StoreException e) {
            database.close();
            throw new StoreException("store.database: " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    static SQLiteDataSource source(Path database, SynchronousMode synchronous) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + database);
        return source;
    }

    @Override
    public void keepHistory(EventLog log, InstantSource time) {
        clock = time;
        events = log;
    }

    /** SQLite tells nobody, so other processes' changes are found by looking; our own are told here. */
    @Override
    public void onNotification(Runnable listener) {
        hears = listener;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        return reader.with(work);
    }

    @Override
    public <T> T write(Function<SqlChange, T> work) {
        AtomicBoolean touched = new AtomicBoolean();
        T result = writes.write(transaction -> {
            SqlChange change = new SqlChange(transaction);
            T made = work.apply(change);
            change.finish(events, clock.instant());
            touched.set(!change.topics().isEmpty());
            return made;
        });
        if (touched.get()) {
            hears.run();
        }
        return result;
    }

    @Override
    public void close() {
        writes.close();
        try {
            reader.end();
            writer.end();
        } catch (SQLException | JdbiException e) {
            throw new StoreException("the database did not close: " + e.getMessage(), e);
        }
    }
}
