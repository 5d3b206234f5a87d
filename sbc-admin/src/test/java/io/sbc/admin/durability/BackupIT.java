package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.backup.BackupFile;
import io.sbc.core.directory.sql.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OPS-7: backups are taken while the SBC runs, and checked before they replace anything. */
class BackupIT {

    @TempDir
    Path directory;

    @Test
    void shouldRestoreWhatWasBackedUpAndNothingDamaged() throws Exception {
        Path backup = directory.resolve("backup.zip");
        try (Sut sut = new Sut(directory, "")) {
            sut.start();
            put(sut, "kept", "1001");
            sut.tool("backup", backup.toString());
            put(sut, "later", "1002");

            assertTrue(assertThrows(IOException.class, () -> sut.tool("restore", backup.toString())).getMessage()
                    .contains("is in use: stop the SBC first"));
            assertEquals(Set.of("kept@example.com", "later@example.com"), sut.users().keySet());

            sut.process().close();
            byte[] octets = Files.readAllBytes(backup);
            octets[octets.length / 2] ^= 1;
            Path damaged = Files.write(directory.resolve("damaged.zip"), octets);
            assertThrows(IOException.class, () -> sut.tool("restore", damaged.toString()));

            String said = sut.tool("restore", backup.toString());
            assertTrue(said.contains("restored to"), said);
            sut.start();
            assertEquals(Set.of("kept@example.com"), sut.users().keySet());
            assertEquals("store.restored",
                    sut.json("GET", "/events?limit=1&action=store", "").path("events").get(0).path("action").asText());
        }
    }

    /** Each of them leaves the database as it was, to the octet. */
    @Test
    void shouldReplaceNothingByABackupThatIsNewerDamagedOrAnothers() throws Exception {
        Path backup = directory.resolve("backup.zip");
        Path others = directory.resolve("others.zip");
        try (Sut sut = new Sut(directory.resolve("other"), "")) {
            sut.start();
            put(sut, "stranger", "1009");
            sut.tool("backup", others.toString());
        }
        try (Sut sut = new Sut(directory.resolve("ours"), "")) {
            sut.start();
            put(sut, "kept", "1001");
            sut.tool("backup", backup.toString());
            sut.process().close();
            Path database = sut.directory().resolve("data/sbc.db");
            byte[] before = Files.readAllBytes(database);
            Set<Path> files = files(database.getParent());

            assertRefused(sut, others, "is not the key");
            assertRefused(sut, changed(backup, "newer", "INSERT INTO flyway_schema_history (installed_rank, version, "
                    + "description, type, script, installed_by, execution_time, success) "
                    + "VALUES (999, '999', 'x', 'SQL', 'x', 'x', 1, 1)"), "is of a later version of the SBC");
            assertRefused(sut,
                    changed(backup, "tampered", "UPDATE events SET action = 'user.deleted' WHERE sequence = 1"),
                    "was tampered with");
            assertRefused(sut, cut(backup), "");
            assertRefused(sut, Files.writeString(directory.resolve("none.zip"), "no archive"), "");

            assertArrayEquals(before, Files.readAllBytes(database));
            assertEquals(files, files(database.getParent()), "nothing is left lying about");
            sut.start();
            assertEquals(Set.of("kept@example.com"), sut.users().keySet());
        }
    }

    private static Set<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.collect(Collectors.toSet());
        }
    }

    /** A whole backup, checksums and all, of a database with which something was done. */
    private Path changed(Path backup, String name, String sql) throws Exception {
        Path work = Files.createDirectory(directory.resolve(name));
        Path database = work.resolve(BackupFile.DATABASE);
        Path configuration = work.resolve(BackupFile.CONFIGURATION);
        BackupFile.extract(backup, BackupFile.DATABASE, database);
        BackupFile.extract(backup, BackupFile.CONFIGURATION, configuration);
        try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = open.createStatement()) {
            assertEquals(1, statement.executeUpdate(sql));
        }
        Path file = directory.resolve(name + ".zip");
        BackupFile.write(file,
                Map.of(BackupFile.DATABASE, database, BackupFile.CONFIGURATION, configuration));
        return file;
    }

    private Path cut(Path backup) throws IOException {
        byte[] octets = Files.readAllBytes(backup);
        return Files.write(directory.resolve("cut.zip"), Arrays.copyOf(octets, octets.length / 2));
    }

    @Test
    void shouldTellOfAKeyThatIsMissingOrAnother() throws Exception {
        Path without = directory.resolve("without.zip");
        Path with = directory.resolve("with.zip");
        Path key = directory.resolve("data/secret.key");
        try (Sut sut = new Sut(directory, "")) {
            sut.start();
            put(sut, "kept", "1001");
            sut.tool("backup", without.toString());
            sut.tool("backup", "--with-key", with.toString());
            sut.process().close();

            Files.move(key, directory.resolve("kept.key"));
            assertRefused(sut, without, "is not there, and the backup has no key in it");
            KeyFile.openOrCreate(key, new SecureRandom());
            assertRefused(sut, without, "is not the key");
            Files.delete(key);
            String said = sut.tool("restore", with.toString());
            assertTrue(said.contains("the key was restored, too"), said);
            assertEquals(Files.readString(directory.resolve("kept.key")), Files.readString(key));
            sut.start();
            assertEquals(Set.of("kept@example.com"), sut.users().keySet());
        }
    }

    private static void assertRefused(Sut sut, Path backup, String why) {
        String said = assertThrows(IOException.class, () -> sut.tool("restore", backup.toString())).getMessage();
        assertTrue(said.contains(why), said);
    }

    @Test
    void shouldRestorePostgres() throws Exception {
        Path backup = directory.resolve("backup.zip");
        try (PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
                Sut sut = new Sut(directory, postgres.store())) {
            sut.start();
            put(sut, "kept", "1001");
            sut.tool("backup", backup.toString());
            put(sut, "later", "1002");
            assertRefused(sut, backup, "is in use: stop the SBC on all nodes first");

            sut.process().close();
            sut.tool("restore", backup.toString());
            sut.start();
            assertEquals(Set.of("kept@example.com"), sut.users().keySet());
            assertTrue(sut.json("GET", "/events/verify", "").path("intact").asBoolean());
        }
    }

    private static void put(Sut sut, String name, String extension) throws Exception {
        sut.json("PUT", "/users/" + name + "@example.com",
                "{\"extension\": \"" + extension + "\", \"generatePassword\": true}");
    }
}
