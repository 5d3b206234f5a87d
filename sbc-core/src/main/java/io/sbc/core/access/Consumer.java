package io.sbc.core.access;

import io.sbc.core.directory.Secret;
import java.time.Instant;
import java.util.Set;

/**
 * A program that provisions, as the guides call it.
 *
 * @param id the Consumer ID ({@code oauth_consumer_key}), unique
 * @param name for people
 * @param secret the Shared secret
 * @param active an inactive one's requests are refused, its tokens stay
 */
public record Consumer(String id, String name, Secret secret, Set<Permission> permissions, boolean active,
        Instant created) {

    public Consumer {
        permissions = Set.copyOf(permissions);
    }

    /** The same under another name. */
    public Consumer withName(String other) {
        return new Consumer(id, other, secret, permissions, active, created);
    }

    /** The same with other permissions. */
    public Consumer withPermissions(Set<Permission> others) {
        return new Consumer(id, name, secret, others, active, created);
    }

    /** The same, active or not. */
    public Consumer withActive(boolean isActive) {
        return new Consumer(id, name, secret, permissions, isActive, created);
    }
}
