package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sbc.core.directory.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path directory;

    @Test
    void shouldMakeFileThatOnlyItsOwnerReads() throws IOException {
        Path file = directory.resolve("new/secret.key");

        KeyFile.openOrCreate(file, random);

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertEquals(1, files.count(), "nothing else is left behind");
        }
    }

    @Test
    void shouldDeriveTheSameKeysFromTheSameFile() {
        Path file = directory.resolve("secret.key");

        byte[] first = KeyFile.openOrCreate(file, random).derive("a");
        KeyFile again = KeyFile.openOrCreate(file, random);

        assertEquals(32, first.length);
        assertArrayEquals(first, again.derive("a"));
        assertFalse(Arrays.equals(first, again.derive("b")));
    }

    @Test
    void shouldRefuseFileThatOthersMayRead() throws IOException {
        Path file = directory.resolve("secret.key");
        KeyFile.openOrCreate(file, random);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        StoreException refused = assertThrows(StoreException.class, () -> KeyFile.openOrCreate(file, random));

        assertEquals("store.key-file: others may use " + file + " too; chmod 600 " + file, refused.getMessage());
    }

    @Test
    void shouldRefuseFileWithoutKey() throws IOException {
        Path file = Files.createFile(directory.resolve("secret.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "c2hvcnQ=\n");

        StoreException refused = assertThrows(StoreException.class, () -> KeyFile.openOrCreate(file, random));

        assertEquals("store.key-file: " + file + " does not hold a key", refused.getMessage());
    }
}
