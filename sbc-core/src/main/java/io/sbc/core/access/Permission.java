package io.sbc.core.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a consumer may do over the API. */
public enum Permission {
    /** See users and devices, never their secrets. */
    READ_USERS,
    /** Create, change and delete users and devices. */
    WRITE_USERS;

    /** Its name on the wire and in the database: {@code read-users}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The permission of that name. */
    public static Optional<Permission> named(String wireName) {
        return Arrays.stream(values()).filter(permission -> permission.wireName().equals(wireName)).findFirst();
    }
}
