package io.sbc.admin.http;

import io.javalin.http.HttpStatus;
import io.sbc.core.access.Permission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Permissions by their names on the wire. */
public final class PermissionNames {

    private PermissionNames() {}

    /** At least one. */
    public static Set<Permission> parse(List<String> names) throws BadInput {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String name : names) {
            permissions.add(Permission.named(name).orElseThrow(() -> new BadInput(HttpStatus.BAD_REQUEST,
                    "permissions: " + name + " is none of " + all() + ".")));
        }
        if (permissions.isEmpty()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "permissions: at least one.");
        }
        return permissions;
    }

    private static String all() {
        return Arrays.stream(Permission.values()).map(Permission::wireName).collect(Collectors.joining(", "));
    }
}
