package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.sql.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;
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
