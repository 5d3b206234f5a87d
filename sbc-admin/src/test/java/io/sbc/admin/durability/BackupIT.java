package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static void put(Sut sut, String name, String extension) throws Exception {
        sut.json("PUT", "/users/" + name + "@example.com",
                "{\"extension\": \"" + extension + "\", \"generatePassword\": true}");
    }
}
