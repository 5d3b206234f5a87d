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
    default BatchResult apply(List<DeviceDraft> drafts, Authorship author) {
        return apply(DirectoryChange.of(drafts), author);
    }

    /** The same with more than devices in it. */
    BatchResult apply(DirectoryChange change, Authorship author);

    /** What {@link #apply} would do now; writes nothing. */
    default BatchResult check(List<DeviceDraft> drafts) {
        return check(DirectoryChange.of(drafts));
    }

    /** Likewise. */
    BatchResult check(DirectoryChange change);

    /** The profiles of users that have one, by address. */
    List<UserProfile> profiles();

    /** The profile of one user; an unnamed one where nobody has said anything about that user. */
    UserProfile profileOf(String email);

    /** Removes a user with all devices, lastingly, as they are. Whether there was one of exactly that address. */
    default boolean deleteUser(String email, Authorship author) {
        List<Device> devices = devicesOf(email);
        return !devices.isEmpty()
                && deleteUser(email, new DirectoryChange.Base(devices, List.of(profileOf(email))), author);
    }

    /** The same, if the user is what was read. Whether it was; else nothing is removed. */
    boolean deleteUser(String email, DirectoryChange.Base read, Authorship author);

    @Override
    void close();
}
