package io.sbc.core.directory.sql;

import io.sbc.core.directory.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * SQLite: one connection that writes and one that reads, each used by one thread at a time. Readers do not wait for a commit to reach the
 * disk; what was committed, they see.
 */
final class SqliteSession implements SqlSession, AutoCloseable {

    private final Line writer;
    private final Line reader;
    private final EventLog events;
    private final InstantSource clock;

    /** A connection and who may use it. */
    private record Line(Connection connection, Handle handle, ReentrantLock lock) {

        static Line over(Connection connection) {
            return new Line(connection, Jdbi.create(connection).open(), new ReentrantLock());
        }

        <T> T with(Function<Handle, T> work) {
            lock.lock();
            try {
                return work.apply(handle);
            } catch (JdbiException e) {
                throw new StoreException("the database failed: " + SqlStore.rootMessage(e), e);
            } finally {
                lock.unlock();
            }
        }

        void close() throws SQLException {
            lock.lock();
            try {
                handle.close();
                connection.close();
            } finally {
                lock.unlock();
            }
        }
    }

    SqliteSession(Connection writer, Connection reader, EventLog events, InstantSource clock) {
        this.writer = Line.over(writer);
        this.reader = Line.over(reader);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        return reader.with(work);
    }

    @Override
    public <T> T write(Function<SqlChange, T> work) {
        return writer.with(handle -> handle.inTransaction(transaction -> {
            SqlChange change = new SqlChange(transaction);
            T result = work.apply(change);
            change.finish(events, clock.instant());
            return result;
        }));
    }

    @Override
    public void close() {
        try {
            reader.close();
            writer.close();
        } catch (SQLException e) {
            throw new StoreException("the database did not close: " + e.getMessage(), e);
        }
    }
}
