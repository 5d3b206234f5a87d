package io.sbc.core.access;

import java.time.Instant;
import java.util.Set;

/**
 * What a program of an administrator's shows. The key itself is not kept.
 *
 * @param id part of the key, and its name in lists
 * @param name for people
 * @param digest SHA-256 of the key in hex: the key is of 256 random bits, so there is nothing to guess from it
 */
public record ApiKey(String id, String name, String digest, Set<Permission> permissions, Instant created,
        Instant expires) {

    public ApiKey {
        permissions = Set.copyOf(permissions);
    }

    /** Whether it may be used. */
    public boolean isValidAt(Instant now) {
        return now.isBefore(expires);
    }
}
