package io.sbc.core.config;

import java.nio.file.Path;

/** {@code admin.api}: HTTP over TLS, and the PEM files of its identity. */
public record ApiListener(boolean enabled, String address, int port, Path certificate, Path key) {

    /** None. */
    public static final ApiListener NONE = new ApiListener(false, "127.0.0.1", 0, Path.of("none"), Path.of("none"));
}
