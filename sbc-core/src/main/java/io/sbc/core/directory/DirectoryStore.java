package io.sbc.core.directory;

import java.util.List;

/** The lasting side of the {@link Directory}: reads and writes that may block on a disk. Thread-safe. */
public interface DirectoryStore extends AutoCloseable {

    /** Every device, by email and kind. */
    List<Device> devices();

    /**
     * Creates or replaces devices, all of them or none, in one transaction. When it returns {@code applied}, the batch
     * survives a kill of the process and of the machine.
     */
    BatchResult apply(List<DeviceDraft> drafts);

    /** What {@link #apply} would do now; writes nothing. */
    BatchResult check(List<DeviceDraft> drafts);

    /** Removes a user with all devices, lastingly. Whether there was one of exactly that address. */
    boolean deleteUser(String email);

    @Override
    void close();
}
