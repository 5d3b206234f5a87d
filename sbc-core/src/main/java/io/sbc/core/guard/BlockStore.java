package io.sbc.core.guard;

import java.util.List;
import java.util.Optional;

/**
 * The place of {@link SavedBlock}s on disk. Waits; used by one thread at a time. Throws {@link
 * io.sbc.core.directory.StoreException} when the disk or the database fails.
 */
public interface BlockStore extends AutoCloseable {

    /** Everything that is there. */
    List<SavedBlock> load();

    /** All of it or nothing. */
    void write(List<Change> changes);

    @Override
    void close();

    /** @param now empty to forget the source */
    record Change(String source, Optional<SavedBlock> now) {}
}
