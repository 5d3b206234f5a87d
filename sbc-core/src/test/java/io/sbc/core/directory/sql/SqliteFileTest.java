package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.StoreException;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the file of SQLite has. */
class SqliteFileTest {

    private static final Authorship AUTHOR = Authorship.system("test");

    @TempDir
    Path directory;

    private SqlStore open() {
        return TestDatabase.sqlite(directory.resolve("data")).open();
    }

    @Test
    void shouldKeepFilesFromOthersAndSecretsFromTheDatabase() throws IOException {
        try (SqlStore store = open()) {
            store.apply(List.of(Drafts.draft("alice", DeviceKind.DESKTOP, "alice", "1001", "ICP-PASSWORD")), AUTHOR);
        }

        Path database = directory.resolve("data/sbc.db");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(database)));
        String content = new String(Files.readAllBytes(database), StandardCharsets.ISO_8859_1);
        assertTrue(content.contains("alice@example.com"));
        assertFalse(content.contains("ICP-PASSWORD"));
        assertFalse(content.contains("set-alice"));
    }

    @Test
    void shouldRefuseFileThatIsNoDatabase() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/sbc.db"),
                "This is not a database, and it is long enough to be sure.");

        StoreException refused = assertThrows(StoreException.class, this::open);

        assertTrue(refused.getMessage().startsWith("store.database: "), refused.getMessage());
    }
}
