package io.sbc.core.directory;

import java.util.List;
import java.util.Optional;

/**
 * What is to become of users, all of it or nothing.
 *
 * @param drafts devices to create or replace
 * @param profiles of users that have devices, or get them by this change
 * @param devicesMax how many devices there may be afterwards, where this change makes new ones; a count that was set in the store
 *        ({@link LicenceStore#TELEWORKER}) stands before it
 * @param base what the drafts were made from, if that must still be so; another node may have written meanwhile
 * @param job that is marked as applied in the same transaction
 */
public record DirectoryChange(List<DeviceDraft> drafts, List<UserProfile> profiles, int devicesMax, Optional<Base> base,
        Optional<String> job) {

    /**
     * Of the users that a change names, as they were read.
     *
     * @param devices may have others', too
     * @param profiles of those that have one; likewise
     */
    public record Base(List<Device> devices, List<UserProfile> profiles) {

        public Base {
            devices = List.copyOf(devices);
            profiles = List.copyOf(profiles);
        }
    }

    public DirectoryChange {
        drafts = List.copyOf(drafts);
        profiles = List.copyOf(profiles);
    }

    /** Whatever there was before. */
    public DirectoryChange(List<DeviceDraft> drafts, List<UserProfile> profiles, int devicesMax) {
        this(drafts, profiles, devicesMax, Optional.empty(), Optional.empty());
    }

    /** The same, if its users are as they were read. */
    public DirectoryChange madeFrom(Base read) {
        return new DirectoryChange(drafts, profiles, devicesMax, Optional.of(read), job);
    }

    /** The same, as the work of a job. */
    public DirectoryChange by(Optional<String> itsJob) {
        return new DirectoryChange(drafts, profiles, devicesMax, base, itsJob);
    }

    /** Devices alone, as many as they are. */
    public static DirectoryChange of(List<DeviceDraft> drafts) {
        return new DirectoryChange(drafts, List.of(), Integer.MAX_VALUE);
    }
}
