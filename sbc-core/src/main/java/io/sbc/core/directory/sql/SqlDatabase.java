package io.sbc.core.directory.sql;

import io.sbc.core.access.NonceStore;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** All that the two dialects do differently: how one connects, who may write, how others hear of it. Everything else is SQL that both take. */
interface SqlDatabase extends SqlSession, AutoCloseable {

    /** From now on changes may record entries. Before that, {@link SqlSession#write} is for the start only. Once. */
    void keepHistory(EventLog events, InstantSource clock);

    /** Calls somebody when another process may have written, as soon as the database tells. Once; on a thread of its own. */
    void onNotification(Runnable listener);

    /** Whether the database can tell of other nodes' changes now; one that tells nobody is not expected to. */
    default boolean isListening() {
        return true;
    }

    /** Where nodes that share this database keep the nonces of signed requests; empty where no other node can be. */
    default Optional<NonceStore> nonces() {
        return Optional.empty();
    }

    /** Its name in the configuration, with the value: for sentences. */
    String name();

    @Override
    void close();

    /**
     * Connects, and brings the tables up to date.
     *
     * @throws StoreException when that is not possible
     */
    static SqlDatabase open(StoreSettings settings) {
        // What belongs to this node alone, registrations and blocks, lies in a file in both cases.
        Path file = settings.database();
        SqliteDatabase.prepare(file);
        return settings.postgresql().isUsed()
                ? PostgresDatabase.open(settings.postgresql())
                : SqliteDatabase.open(file);
    }

    /** The same tables for both. */
    static void migrate(DataSource source) {
        Flyway.configure(SqlDatabase.class.getClassLoader()).dataSource(source).locations("classpath:db/migration")
                .load().migrate();
    }
}
