package io.sbc.admin.http;

import io.sbc.core.access.Permission;
import io.sbc.core.history.Authorship;
import java.util.Set;

/** Who a request comes from, and what it may do. */
public record Caller(Authorship authorship, Set<Permission> permissions) {

    public Caller {
        permissions = Set.copyOf(permissions);
    }

    /** Whether it has that permission. */
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /**
     * Nobody gives others more than he has.
     *
     * @throws Unauthorized when something among these is not his
     */
    public void mayGrant(Set<Permission> others) throws Unauthorized {
        for (Permission other : others) {
            if (!may(other)) {
                throw Unauthorized.permission(other.wireName());
            }
        }
    }
}
