package io.sbc.core.directory;

import java.util.List;

/**
 * What is to become of users, all of it or nothing.
 *
 * @param drafts devices to create or replace
 * @param profiles of users that have devices, or get them by this change
 * @param devicesMax how many devices there may be afterwards, where this change makes new ones
 */
public record DirectoryChange(List<DeviceDraft> drafts, List<UserProfile> profiles, int devicesMax) {

    public DirectoryChange {
        drafts = List.copyOf(drafts);
        profiles = List.copyOf(profiles);
    }

    /** Devices alone, as many as they are. */
    public static DirectoryChange of(List<DeviceDraft> drafts) {
        return new DirectoryChange(drafts, List.of(), Integer.MAX_VALUE);
    }
}
