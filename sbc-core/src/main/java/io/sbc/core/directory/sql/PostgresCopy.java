package io.sbc.core.directory.sql;

import io.sbc.core.config.StoreSettings.PostgresSettings;
import io.sbc.core.directory.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** All tables of a PostgreSQL database in an SQLite file, and back. */
final class PostgresCopy {

    private PostgresCopy() {}

    /** As it is at one moment, while nodes write; the file must not be there yet. */
    static void to(PostgresSettings settings, Path copy) {
        try (PostgresDatabase database = PostgresDatabase.open(settings)) {
            write(database, copy);
        }
    }

    /**
     * In one transaction: all of it or nothing.
     *
     * @param before gets what was there before
     * @throws StoreException when a node is connected
     */
    static void from(PostgresSettings settings, Path copy, Path before) {
        try (PostgresDatabase database = PostgresDatabase.open(settings)) {
            if (database.read(open -> open.select("""
                    SELECT COUNT(*) FROM pg_stat_activity
                    WHERE application_name = ? AND datname = current_database()""", PostgresDatabase.LISTENER)
                    .mapTo(Integer.class).one()) > 0) {
                throw new StoreException("store.postgresql.url: " + settings.url()
                        + " is in use: stop the SBC on all nodes first");
            }
            write(database, before);
            Jdbi source = Jdbi.create(StoreBackup.source(copy));
            source.useHandle(from -> database.write(change -> {
                copy(TableCopy.between(from, change.handle()), from, change.handle());
                return true;
            }));
        } catch (JdbiException e) {
            throw StoreFailures.of("the copy was not restored", e);
        }
    }

    private static void write(PostgresDatabase database, Path copy) {
        try {
            PrivateFiles.createIfMissing(copy);
            var target = SqliteDatabase.source(copy, SynchronousMode.OFF);
            SqlDatabase.migrate(target);
            database.snapshot(from -> {
                Jdbi.create(target).useTransaction(to -> copy(TableCopy.between(to, from), from, to));
                return true;
            });
            // One file, as it is moved about: no write-ahead log beside it.
            Jdbi.create(target).useHandle(open -> open.execute("PRAGMA journal_mode = DELETE"));
        } catch (IOException e) {
            throw new StoreException("the copy was not written: " + e.getMessage(), e);
        } catch (FlywayException | JdbiException e) {
            throw StoreFailures.of("the copy was not written", e);
        }
    }

    private static void copy(TableCopy tables, Handle from, Handle to) {
        try {
            tables.run(from.getConnection(), to.getConnection());
        } catch (SQLException e) {
            throw StoreFailures.of("the copy failed", e);
        }
    }
}
