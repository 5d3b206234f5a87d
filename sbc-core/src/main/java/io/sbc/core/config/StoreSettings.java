package io.sbc.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code store}.
 *
 * @param database SQLite; with PostgreSQL, what belongs to this node alone
 */
public record StoreSettings(Path database, Path keyFile, PostgresSettings postgresql, HistorySettings history) {

    /**
     * {@code store.postgresql}.
     *
     * @param url of JDBC; empty for SQLite
     * @param connections of the pool; one more listens
     */
    public record PostgresSettings(String url, String user, Optional<Path> passwordFile, int connections) {

        /** SQLite. */
        public static final PostgresSettings NONE = new PostgresSettings("", "", Optional.empty(), 1);

        /** Whether there is one. */
        public boolean isUsed() {
            return !url.isEmpty();
        }
    }

    /**
     * {@code store.history}.
     *
     * @param size octets
     */
    public record HistorySettings(Duration keep, int size) {}

    /** SQLite, with a history that nobody trims. */
    public StoreSettings(Path database, Path keyFile) {
        this(database, keyFile, PostgresSettings.NONE, new HistorySettings(Duration.ofDays(3_650), Integer.MAX_VALUE));
    }
}
