package io.sbc.core.directory.sql;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import io.sbc.core.guard.BlockStore;
import io.sbc.core.guard.SavedBlock;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The guard's blocks, in the same database as the directory, over a connection of their own with {@code synchronous=NORMAL}: a
 * kill of the process loses no commit. One thread at a time.
 */
public final class SqlBlockStore implements BlockStore {

    private final OwnConnection connection;
    private final Handle handle;

    private SqlBlockStore(OwnConnection connection) {
        this.connection = connection;
        this.handle = connection.handle();
    }

    /**
     * Opens it. The table is there once {@link SqlStore#open} has been called.
     *
     * @throws StoreException when that is not possible
     */
    public static SqlBlockStore open(StoreSettings settings) {
        return new SqlBlockStore(OwnConnection.open(settings));
    }

    @Override
    public List<SavedBlock> load() {
        try {
            return handle.select("SELECT * FROM guard_blocks ORDER BY ends_at, source")
                    .map((row, _) -> new SavedBlock(row.getString("source"), row.getString("reason"),
                            row.getBoolean("datagrams_only"), row.getLong("since"), row.getLong("ends_at"),
                            row.getInt("times"), row.getString("note")))
                    .list();
        } catch (JdbiException e) {
            throw new StoreException("blocks cannot be read: " + StoreFailures.rootMessage(e), e);
        }
    }

    @Override
    public void write(List<Change> changes) {
        try {
            handle.useTransaction(transaction -> write(transaction, changes));
        } catch (JdbiException e) {
            throw new StoreException("blocks cannot be written: " + StoreFailures.rootMessage(e), e);
        }
    }

    private static void write(Handle transaction, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        try (PreparedBatch delete = transaction.prepareBatch("DELETE FROM guard_blocks WHERE source = ?")) {
            changes.forEach(change -> delete.add(change.source()));
            delete.execute();
        }
        List<SavedBlock> kept = changes.stream().flatMap(change -> change.now().stream()).toList();
        if (kept.isEmpty()) {
            return;
        }
        try (PreparedBatch insert = transaction.prepareBatch("""
                INSERT INTO guard_blocks (source, reason, datagrams_only, since, ends_at, times, note)
                VALUES (?, ?, ?, ?, ?, ?, ?)""")) {
            kept.forEach(each -> insert.add(each.source(), each.reason(), each.datagramsOnly(), each.sinceMillis(),
                    each.endMillis(), each.times(), each.note()));
            insert.execute();
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
