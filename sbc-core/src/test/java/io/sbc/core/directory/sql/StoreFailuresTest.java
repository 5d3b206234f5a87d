package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sbc.core.directory.StoreException.Reason;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFailuresTest {

    @TempDir
    Path directory;

    private Reason reasonOf(String pragma, String statement) {
        Jdbi jdbi = Jdbi.create("jdbc:sqlite:" + directory.resolve("x.db"));
        return jdbi.withHandle(open -> {
            open.execute("CREATE TABLE IF NOT EXISTS x (y TEXT)");
            open.execute(pragma);
            JdbiException failure = assertThrows(JdbiException.class, () -> open.execute(statement));
            return StoreFailures.of("it failed", failure).reason();
        });
    }

    @Test
    void shouldTellAFullDiskFromAnUnusableOne() {
        assertEquals(Reason.FULL, reasonOf("PRAGMA max_page_count = 3", "INSERT INTO x VALUES (randomblob(1000000))"));
        assertEquals(Reason.UNAVAILABLE, reasonOf("PRAGMA query_only = 1", "INSERT INTO x VALUES ('z')"));
        assertEquals(Reason.OTHER, reasonOf("PRAGMA user_version", "SELECT FROM nothing"));
    }

    @Test
    void shouldKnowWhatPostgresqlSaysWhenItIsAway() {
        assertEquals(Reason.FULL, StoreFailures.of("x", new SQLException("no space", "53100")).reason());
        assertEquals(Reason.UNAVAILABLE, StoreFailures.of("x", new SQLException("refused", "08001")).reason());
        assertEquals(Reason.UNAVAILABLE, StoreFailures.of("x", new SQLException("stopping", "57P01")).reason());
        assertEquals(Reason.UNAVAILABLE,
                StoreFailures.of("x", new SQLTransientConnectionException("no connection in time")).reason());
        assertEquals(Reason.OTHER, StoreFailures.of("x", new SQLException("wrong", "42601")).reason());
    }
}
