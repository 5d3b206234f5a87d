package io.sbc.core.access;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What somebody may do over the API. */
public enum Permission {
    /** See users, devices, templates and how they are registered; never their secrets. */
    READ_USERS,
    /** Create, change and delete users, devices and templates. */
    WRITE_USERS,
    /** See PBXs and their profiles. */
    READ_ICPS,
    /** Create, change and delete PBXs. */
    WRITE_ICPS,
    /** See calls, registrations, the guard, alarms and how the SBC is. */
    READ_STATUS,
    /** Block sources, reload certificates, end calls, acknowledge alarms. */
    OPERATE,
    /** Record signalling and media of others, and fetch what was recorded. */
    CAPTURE,
    /** See keys and passwords in recorded messages. */
    REVEAL_SECRETS,
    /** Gather support bundles: logs, recorded messages, settings and history, without secrets. */
    SUPPORT,
    /** See and export the event history. */
    READ_EVENTS,
    /** See settings, licences, consumers, tokens and administrators. */
    READ_SETTINGS,
    /** Change settings and licences. */
    WRITE_SETTINGS,
    /** Add consumers and administrators, approve and revoke tokens and keys. */
    MANAGE_ACCESS;

    /** What a provisioning manager needs, and a consumer gets when nothing else is said. */
    public static final Set<Permission> PROVISIONING = Collections
            .unmodifiableSet(EnumSet.of(READ_USERS, WRITE_USERS, READ_ICPS, WRITE_ICPS));

    /** Its name on the wire and in the database: {@code read-users}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Several, in the order of their names, with commas between them. */
    public static String wireNames(Set<Permission> permissions) {
        return permissions.stream().map(Permission::wireName).sorted().collect(Collectors.joining(","));
    }

    /** The permission of that name. */
    public static Optional<Permission> named(String wireName) {
        return Arrays.stream(values()).filter(permission -> permission.wireName().equals(wireName)).findFirst();
    }
}
