package io.sbc.core.config;

import java.nio.file.Path;
import java.time.Duration;

/** {@code store}. */
public record StoreSettings(Path database, Path keyFile, HistorySettings history) {

    /**
     * {@code store.history}.
     *
     * @param size octets
     */
    public record HistorySettings(Duration keep, int size) {}

    /** With a history that nobody trims. */
    public StoreSettings(Path database, Path keyFile) {
        this(database, keyFile, new HistorySettings(Duration.ofDays(3_650), Integer.MAX_VALUE));
    }
}
