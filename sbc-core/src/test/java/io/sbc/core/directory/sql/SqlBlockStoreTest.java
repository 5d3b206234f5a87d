package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.guard.BlockStore.Change;
import io.sbc.core.guard.SavedBlock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlBlockStoreTest {

    @TempDir
    Path directory;

    private StoreSettings settings() {
        return new StoreSettings(directory.resolve("sbc.db"), directory.resolve("secret.key"));
    }

    @BeforeEach
    void makeTables() {
        SqlStore.open(settings(), new SecureRandom()).close();
    }

    private static SavedBlock saved(String source, long endMillis) {
        return new SavedBlock(source, "failed-logins", true, 1_790_000_000_000L, endMillis, 3, "ç'; DROP TABLE");
    }

    private static Change change(SavedBlock saved) {
        return new Change(saved.source(), Optional.of(saved));
    }

    @Test
    void shouldKeepReplaceAndForgetAcrossReopening() {
        try (SqlBlockStore store = SqlBlockStore.open(settings())) {
            store.write(List.of(change(saved("192.0.2.7", 5)), change(saved("2001:db8:0:1:0:0:0:0/64", 6)),
                    change(saved("192.0.2.9", 7))));
            store.write(List.of(change(saved("192.0.2.7", 8)), new Change("192.0.2.9", Optional.empty())));
            store.write(List.of());
        }
        try (SqlBlockStore store = SqlBlockStore.open(settings())) {
            assertEquals(List.of(saved("2001:db8:0:1:0:0:0:0/64", 6), saved("192.0.2.7", 8)), store.load());
        }
    }

    @Test
    void shouldTakeABatchOfAThousand() {
        try (SqlBlockStore store = SqlBlockStore.open(settings())) {
            store.write(IntStream.range(0, 1000).mapToObj(i -> change(saved("10.0." + i / 250 + "." + i % 250, i)))
                    .toList());

            assertEquals(1000, store.load().size());
        }
    }
}
