package io.sbc.core.directory.sql;

import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;

/** Devices for tests. */
final class Drafts {

    private Drafts() {}

    /** A desktop device of {@code name@example.com}. */
    static DeviceDraft desktop(String name, String icpUser) {
        return draft(name, DeviceKind.DESKTOP, name, icpUser, "icp-" + name);
    }

    static DeviceDraft draft(String name, DeviceKind kind, String setUser, String icpUser, String icpPassword) {
        return new DeviceDraft(name + "@example.com", kind, setUser,
                DigestHa1.of(setUser, "sbc", new Secret("set-" + name)), icpUser, icpUser, new Secret(icpPassword),
                "pbx",
                true);
    }
}
