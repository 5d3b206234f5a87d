package io.sbc.core.directory;

/**
 * What a device shall be: a {@link Device} that has no id yet. Its email and kind say which one it creates or replaces.
 */
public record DeviceDraft(String email, DeviceKind kind, String setUser, DigestHa1 ha1, String icpUser,
        String icpAuthUser, Secret icpSecret, String icp, boolean enabled) {

    /** The device, once the store has given it an id. */
    public Device withId(DeviceId id) {
        return new Device(id, email, kind, setUser, ha1, icpUser, icpAuthUser, icpSecret, icp, enabled);
    }
}
