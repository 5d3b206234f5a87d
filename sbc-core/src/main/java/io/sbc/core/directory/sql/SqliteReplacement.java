package io.sbc.core.directory.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Puts a database file in the place of another so that there is a whole one at each moment: who is killed on the way finds the old
 * one or the new one, never none. Nobody else may have either of them open.
 */
final class SqliteReplacement {

    private static final List<String> JOURNALS = List.of("-wal", "-shm");

    private final Path database;
    private final Path before;

    /** @param before where the old one is kept: a name in the same directory that is not taken */
    SqliteReplacement(Path database, Path before) {
        this.database = database;
        this.before = before;
    }

    /** Moves {@code copy} to where the database is, in one step behind which nothing can fail. */
    void by(Path copy) throws IOException {
        if (Files.exists(database)) {
            gatherInOneFile();
            keepOld();
        }
        moveJournals();
        PrivateFiles.force(copy);
        Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.force(PrivateFiles.directoryOf(database));
    }

    /** What still stands in the old one's journal goes into its file: its journal beside another file would be played back into that. */
    private void gatherInOneFile() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.DELETE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + database);
        try {
            Jdbi.create(source).useHandle(open -> open.execute("SELECT COUNT(*) FROM sqlite_schema"));
        } catch (JdbiException damaged) {
            return; // that may be why it is replaced: it is kept as it is, journals and all
        }
    }

    /** A second name for the same file: the first one stays until the new one takes it. */
    private void keepOld() throws IOException {
        try {
            Files.createLink(before, database);
        } catch (UnsupportedOperationException noLinksHere) {
            Files.copy(database, before, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private void moveJournals() throws IOException {
        for (String journal : JOURNALS) {
            Path old = database.resolveSibling(database.getFileName() + journal);
            if (Files.exists(old)) {
                Files.move(old, before.resolveSibling(before.getFileName() + journal), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
