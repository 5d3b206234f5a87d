package io.sbc.core.access;

import java.time.Instant;

/**
 * A person who administers.
 *
 * @param name to log in with, unique
 * @param active an inactive one cannot log in, and has no sessions
 * @param mustChange whether nothing but a change of the password is allowed: it was made by somebody else
 */
public record Administrator(String name, Role role, PasswordHash password, boolean active, boolean mustChange,
        Instant created) {

    /** The same in another role. */
    public Administrator withRole(Role other) {
        return new Administrator(name, other, password, active, mustChange, created);
    }

    /** The same, active or not. */
    public Administrator withActive(boolean isActive) {
        return new Administrator(name, role, password, isActive, mustChange, created);
    }

    /** The same with another password. */
    public Administrator withPassword(PasswordHash other, boolean toBeChanged) {
        return new Administrator(name, role, other, active, toBeChanged, created);
    }
}
