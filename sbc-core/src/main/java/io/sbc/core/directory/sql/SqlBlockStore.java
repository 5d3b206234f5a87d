package io.sbc.core.directory.sql;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import io.sbc.core.guard.BlockStore;
import io.sbc.core.guard.SavedBlock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The guard's blocks. With SQLite over a connection of their own with {@code synchronous=NORMAL}: a kill of the process loses no commit. With
 * PostgreSQL they are of all nodes, and each change is told to the others as {@link #TOPIC}. One thread at a time.
 */
public final class SqlBlockStore implements BlockStore {

    /** What a {@link StoreWatch} calls changes of it, where several nodes have it. */
    public static final String TOPIC = "guard_blocks";

    private final Access access;

    /** How one reads and writes. */
    private interface Access extends AutoCloseable {

        <T> T read(Function<Handle, T> work);

        void write(Consumer<Handle> work);

        @Override
        void close();
    }

    private SqlBlockStore(Access access) {
        this.access = access;
    }

    /**
     * Opens the node's own. The table is there once {@link SqlStore#open} has been called.
     *
     * @throws StoreException when that is not possible
     */
    public static SqlBlockStore open(StoreSettings settings) {
        return new SqlBlockStore(new OfThisNode(OwnConnection.open(settings)));
    }

    /** That of all nodes; the store stays the caller's to close, after this. */
    public static SqlBlockStore ofAllNodes(SqlStore store) {
        return new SqlBlockStore(new OfAllNodes(store.session()));
    }

    private record OfThisNode(OwnConnection connection) implements Access {

        @Override
        public <T> T read(Function<Handle, T> work) {
            try {
                return work.apply(connection.handle());
            } catch (JdbiException e) {
                throw StoreFailures.of("blocks cannot be read", e);
            }
        }

        @Override
        public void write(Consumer<Handle> work) {
            try {
                connection.handle().useTransaction(work::accept);
            } catch (JdbiException e) {
                throw StoreFailures.of("blocks cannot be written", e);
            }
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private record OfAllNodes(SqlSession session) implements Access {

        @Override
        public <T> T read(Function<Handle, T> work) {
            return session.read(work);
        }

        @Override
        public void write(Consumer<Handle> work) {
            session.write(change -> {
                work.accept(change.handle());
                change.touch(TOPIC);
                return true;
            });
        }

        @Override
        public void close() {}
    }

    @Override
    public List<SavedBlock> load() {
        return access.read(open -> open.select("SELECT * FROM guard_blocks ORDER BY ends_at, source")
                .map((row, _) -> new SavedBlock(row.getString("source"), row.getString("reason"),
                        row.getBoolean("datagrams_only"), row.getLong("since"), row.getLong("ends_at"),
                        row.getInt("times"), row.getString("note")))
                .list());
    }

    @Override
    public void write(List<Change> changes) {
        if (!changes.isEmpty()) {
            access.write(transaction -> write(transaction, changes));
        }
    }

    private static void write(Handle transaction, List<Change> changes) {
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
        access.close();
    }
}
