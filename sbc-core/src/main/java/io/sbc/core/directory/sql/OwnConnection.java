package io.sbc.core.directory.sql;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * A connection to the SQLite file beside the directory's, with {@code synchronous=NORMAL}: a kill of the process loses no commit, a power
 * cut may lose the last ones. For what is written behind the signalling. One thread at a time.
 */
final class OwnConnection implements AutoCloseable {

    private final Connection connection;
    private final Handle handle;

    private OwnConnection(Connection connection) {
        this.connection = connection;
        this.handle = Jdbi.create(connection).open();
    }

    /**
     * Opens it. The tables are there once {@link SqlStore#open} has been called.
     *
     * @throws StoreException when that is not possible
     */
    static OwnConnection open(StoreSettings settings) {
        try {
            return new OwnConnection(
                    SqliteDatabase.source(settings.database(), SynchronousMode.NORMAL).getConnection());
        } catch (SQLException | JdbiException e) {
            throw new StoreException("store.database: " + settings.database() + " cannot be used: "
                    + StoreFailures.rootMessage(e), e);
        }
    }

    Handle handle() {
        return handle;
    }

    @Override
    public void close() {
        try {
            handle.close();
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("the database did not close: " + e.getMessage(), e);
        }
    }
}
