package io.sbc.core.directory;

import io.sbc.core.history.Authorship;
import java.util.List;

/** The lasting side of the {@link Directory}: reads and writes that may block on a disk. Thread-safe. */
public interface DirectoryStore extends AutoCloseable {

    /** Every device, by email and kind. */
    List<Device> devices();

    /** The devices of one user, by kind; empty when there is no user of exactly that address. */
    List<Device> devicesOf(String email);

    /**
     * Creates or replaces devices, all of them or none, in one transaction. When it returns {@code applied}, the batch
     * survives a kill of the process and of the machine. The history gets an entry for each user that changed, in the same transaction.
     */
    BatchResult apply(List<DeviceDraft> drafts, Authorship author);

    /** What {@link #apply} would do now; writes nothing. */
    BatchResult check(List<DeviceDraft> drafts);

    /** Removes a user with all devices, lastingly. Whether there was one of exactly that address. */
    boolean deleteUser(String email, Authorship author);

    @Override
    void close();
}
