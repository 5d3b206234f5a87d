package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.StoreException;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.EventFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Backups of either database, restored to either. */
class StoreBackupTest {

    @RegisterExtension
    static final PostgresTestServer SERVER = new PostgresTestServer();

    private static final Authorship EVE = Authorship.commandLine("restore");

    @TempDir
    Path directory;

    private Path copy;

    @BeforeEach
    void name() {
        copy = directory.resolve("copy.db");
    }

    private static List<Device> filled(TestDatabase database) {
        try (SqlStore store = database.open()) {
            store.apply(List.of(Drafts.desktop("ada", "1006"), Drafts.desktop("otto", "1007")), EVE);
            return store.devices();
        }
    }

    private static void changed(TestDatabase database) {
        try (SqlStore store = database.open()) {
            store.deleteUser("ada@example.com", EVE);
            store.apply(List.of(Drafts.desktop("eve", "1008")), EVE);
        }
    }

    private static void assertHas(TestDatabase database, List<Device> devices) {
        try (SqlStore store = database.open()) {
            assertEquals(devices, store.devices());
            assertTrue(store.history().verify() instanceof ChainVerdict.Intact);
            assertEquals("store.restored", store.history().find(EventFilter.ALL, 1).getFirst().what().action());
            store.apply(List.of(Drafts.desktop("next", "1009")), EVE); // identifiers go on behind those that were given
            assertEquals(devices.size() + 1, store.devices().size());
        }
    }

    private static void restored(TestDatabase database, Path copy) throws IOException {
        StoreSettings settings = database.settings();
        StoreBackup backup = new StoreBackup(settings);
        backup.check(copy, settings.keyFile(), EVE);
        Path before = backup.replaceBy(copy, ".before");
        assertTrue(Files.exists(before));
    }

    @Test
    void shouldRestorePostgresToWhatItWas() throws Exception {
        TestDatabase database = SERVER.database(directory);
        List<Device> devices = filled(database);
        new StoreBackup(database.settings()).copyTo(copy);
        changed(database);

        restored(database, copy);

        assertHas(database, devices);
    }

    @Test
    void shouldMoveFromSqliteToPostgresAndBack() throws Exception {
        TestDatabase sqlite = TestDatabase.sqlite(directory);
        List<Device> devices = filled(sqlite);
        new StoreBackup(sqlite.settings()).copyTo(copy);
        TestDatabase postgres = SERVER.database(directory); // the same key
        restored(postgres, copy);
        assertHas(postgres, devices);

        Path back = directory.resolve("back.db");
        new StoreBackup(postgres.settings()).copyTo(back);
        restored(sqlite, back);
        try (SqlStore store = sqlite.open()) {
            assertEquals(devices.size() + 1, store.devices().size());
            assertTrue(store.history().verify() instanceof ChainVerdict.Intact);
        }
    }

    @Test
    void shouldHaveADatabaseAtEachMomentOfARestore() throws IOException {
        TestDatabase database = TestDatabase.sqlite(directory);
        List<Device> devices = filled(database);
        StoreBackup backup = new StoreBackup(database.settings());

        assertThrows(IOException.class, () -> backup.replaceBy(copy, ".before")); // as if killed before the last step: no such file

        try (SqlStore store = database.open()) {
            assertEquals(devices, store.devices());
        }
        try (SqlStore kept = SqlStore.open(new StoreSettings(
                directory.resolve(database.settings().database().getFileName() + ".before"),
                database.settings().keyFile()), new SecureRandom())) {
            assertEquals(devices, kept.devices());
        }
    }

    @Test
    void shouldNotReplaceWhatNodesUseNorByWhatAnotherKeySealed() throws Exception {
        TestDatabase database = SERVER.database(directory);
        List<Device> devices = filled(database);
        StoreBackup backup = new StoreBackup(database.settings());
        backup.copyTo(copy);
        Path otherKey = directory.resolve("other.key");
        KeyFile.openOrCreate(otherKey, new SecureRandom());
        StoreException refused = assertThrows(StoreException.class, () -> backup.check(copy, otherKey, EVE));
        assertTrue(refused.getMessage().contains("is not the key"), refused.getMessage());

        String asNode = database.settings().postgresql().url() + "?ApplicationName=" + PostgresDatabase.LISTENER;
        try (Connection node = DriverManager.getConnection(asNode, "postgres", "")) {
            assertTrue(node.isValid(0));
            refused = assertThrows(StoreException.class, () -> backup.replaceBy(copy, ".before"));
            assertTrue(refused.getMessage().contains("is in use"), refused.getMessage());
        }
        try (SqlStore store = database.open()) {
            assertEquals(devices, store.devices());
        }
    }
}
