package io.sbc.admin.boot;

import java.util.Objects;

/** Which version this is: from the jar's manifest. */
public final class Version {

    private Version() {}

    /** {@code 0.1.0}, or {@code development} when the classes do not come from the jar. */
    public static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }
}
