package io.sbc.core.directory.sql;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Copies of the database: taken while SBCs write it, and checked before one takes its place. A copy is an SQLite file whichever database it is of, so
 * it can be restored to either. For the command line.
 */
public final class StoreBackup {

    private final StoreSettings settings;

    public StoreBackup(StoreSettings settings) {
        this.settings = settings;
    }

    /** Writes a whole, consistent copy; the file must not be there yet. Writers go on meanwhile. */
    public void copyTo(Path copy) {
        if (settings.postgresql().isUsed()) {
            PostgresCopy.to(settings.postgresql(), copy);
            return;
        }
        if (!Files.exists(settings.database())) {
            throw new StoreException("store.database: " + settings.database() + " is not there");
        }
        try {
            Jdbi.create(SqliteDatabase.source(settings.database(), SynchronousMode.FULL))
                    .useHandle(open -> open.execute("VACUUM INTO ?", copy.toString()));
        } catch (JdbiException e) {
            throw StoreFailures.of("the copy was not written", e);
        }
    }

    /**
     * Looks whether a copy may take the place of the database: whole, of no later version, sealed with this key, its history untouched.
     * Brings its tables up to date.
     *
     * @param keyFile the key that it has to fit
     * @return how many entries its history has
     * @throws StoreException that says what is wrong with it
     */
    public long check(Path copy, Path keyFile, Authorship author) {
        try {
            Jdbi jdbi = Jdbi.create(SqliteDatabase.source(copy, SynchronousMode.FULL));
            List<String> complaints = jdbi.withHandle(
                    open -> open.select("PRAGMA integrity_check").mapTo(String.class).list());
            if (!complaints.equals(List.of("ok"))) {
                throw new StoreException("the copy is damaged: " + complaints.getFirst());
            }
            int version = jdbi.withHandle(open -> open
                    .select("SELECT MAX(CAST(version AS INTEGER)) FROM flyway_schema_history").mapTo(Integer.class)
                    .one());
            if (version > newest()) {
                throw new StoreException("the copy is of a later version of the SBC: its tables have version " + version
                        + ", this SBC knows up to " + newest());
            }
        } catch (JdbiException e) {
            throw StoreFailures.of("the copy is no database of an SBC", e);
        }
        try (SqlStore store = SqlStore.open(new StoreSettings(copy, keyFile), new SecureRandom())) {
            long entries = switch (store.history().verify()) {
                case ChainVerdict.Intact intact -> intact.entries();
                case ChainVerdict.Broken(long sequence, String sentence) -> throw new StoreException(
                        "the event history of the copy was tampered with: entry " + sequence + ": " + sentence);
            };
            store.devices(); // every sealed secret opens
            store.history().record(EventDraft.of(author, "store.restored", new Subject("store", "database"), List.of(),
                    "security"));
            return entries;
        }
    }

    /**
     * Puts a checked copy in place; what was there before stays in a file beside {@code store.database}.
     *
     * @param suffix for the name of the old one
     * @return where the old one lies
     * @throws StoreException when an SBC has the database open
     */
    public Path replaceBy(Path copy, String suffix) throws IOException {
        Path database = settings.database();
        Path before = database.resolveSibling(database.getFileName() + suffix);
        if (settings.postgresql().isUsed()) {
            PostgresCopy.from(settings.postgresql(), copy, before);
            return before;
        }
        try (StoreInUse sole = StoreInUse.sole(database)) {
            new SqliteReplacement(database, before).by(copy);
            assert sole.isHeld();
        }
        return before;
    }

    static DataSource source(Path copy) {
        return SqliteDatabase.source(copy, SynchronousMode.FULL);
    }

    private static int newest() {
        try {
            return Arrays.stream(Flyway.configure(StoreBackup.class.getClassLoader())
                    .dataSource("jdbc:sqlite::memory:", "", "").locations("classpath:db/migration").load().info().all())
                    .map(each -> each.getVersion().getMajor().intValue()).max(Integer::compare).orElse(0);
        } catch (FlywayException e) {
            throw StoreFailures.of("the migrations cannot be read", e);
        }
    }
}
