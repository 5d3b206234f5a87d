package io.sbc.core.access;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an administrator's account is for. */
public enum Role {
    /** Everything. */
    ADMINISTRATOR(EnumSet.allOf(Permission.class)),
    /** Daily work: users, blocks, captures, support bundles; not settings, access, or keys in clear. */
    OPERATOR(EnumSet.of(Permission.READ_USERS, Permission.WRITE_USERS, Permission.READ_ICPS, Permission.READ_STATUS,
            Permission.OPERATE, Permission.CAPTURE, Permission.SUPPORT, Permission.READ_EVENTS, Permission.READ_SETTINGS)),
    /** Looks at everything but secrets, and changes nothing. */
    AUDITOR(EnumSet.of(Permission.READ_USERS, Permission.READ_ICPS, Permission.READ_STATUS, Permission.READ_EVENTS,
            Permission.READ_SETTINGS));

    private final Set<Permission> permissions;

    Role(Set<Permission> permissions) {
        this.permissions = Collections.unmodifiableSet(permissions);
    }

    /** Its name on the wire and in the database: {@code operator}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that name. */
    public static Optional<Role> named(String wireName) {
        return Arrays.stream(values()).filter(role -> role.wireName().equals(wireName)).findFirst();
    }

    /** What it may do. */
    public Set<Permission> permissions() {
        return permissions;
    }
}
