package io.sbc.core.directory.sql;

import io.sbc.core.directory.StoreException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Work on the database, for the stores that share it. Thread-safe; waits for a disk. */
public interface SqlSession {

    /**
     * Reads. What was committed before is seen.
     *
     * @throws StoreException when the database fails
     */
    <T> T read(Function<Handle, T> work);

    /**
     * Changes something, all of it or nothing, together with the entries that the work records in the history. Of all nodes and
     * processes on this database one writes at a time. When it returns, the change survives a kill of the process and of the machine.
     *
     * @throws StoreException when the database fails; nothing was changed then
     */
    <T> T write(Function<SqlChange, T> work);
}
