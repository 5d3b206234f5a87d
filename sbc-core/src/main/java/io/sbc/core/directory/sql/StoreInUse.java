package io.sbc.core.directory.sql;

import io.sbc.core.directory.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Says to other processes that the file of a database is open here, so that none puts another in its place. The system takes the lock back
 * when a process ends, however it ends.
 */
public final class StoreInUse implements AutoCloseable {

    private final FileChannel channel;
    private final @Nullable FileLock lock;

    private StoreInUse(FileChannel channel, @Nullable FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * For whoever runs on it: several may.
     *
     * @throws StoreException when it is being replaced now
     */
    public static StoreInUse shared(Path database) {
        return open(database, true);
    }

    /** For whoever replaces it: nobody else may have it. */
    static StoreInUse sole(Path database) {
        return open(database, false);
    }

    private static StoreInUse open(Path database, boolean shared) {
        try {
            Path file = PrivateFiles.directoryOf(database).resolve(database.getFileName() + ".inuse");
            PrivateFiles.createIfMissing(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
                if (lock != null) {
                    return new StoreInUse(channel, lock);
                }
            } catch (OverlappingFileLockException e) {
                if (shared) {
                    return new StoreInUse(channel, null); // this process has said so already
                }
            }
            channel.close();
            throw new StoreException("store.database: " + database + (shared
                    ? " is being replaced"
                    : " is in use: stop the SBC first"));
        } catch (IOException e) {
            throw new StoreException("store.database: " + database + " cannot be locked: " + e.getMessage(), e);
        }
    }

    boolean isHeld() {
        return lock != null && lock.isValid();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("the lock of the database did not close: " + e.getMessage(), e);
        }
    }
}
