package io.sbc.admin.console;

import io.sbc.core.access.Permission;
import java.util.HashSet;
import java.util.Set;

/**
 * Who looks, as the API told it.
 *
 * @param csrf what his forms carry
 * @param mustChange whether he has to choose another password first
 */
public record Visitor(String name, Set<Permission> permissions, String csrf, boolean mustChange) {

    /** Nobody who is known. */
    public static final Visitor NOBODY = new Visitor("", Set.of(), "", false);

    public Visitor {
        permissions = Set.copyOf(permissions);
    }

    static Visitor of(Doc me) {
        Set<Permission> permissions = new HashSet<>();
        me.texts("permissions").forEach(name -> Permission.named(name).ifPresent(permissions::add));
        return new Visitor(me.text("name"), permissions, me.text("csrfToken"), me.flag("mustChangePassword"));
    }

    /** Whether he is logged in. */
    public boolean isKnown() {
        return !name.isEmpty();
    }

    /** Whether he has that permission. What he may in truth, the API decides. */
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }
}
