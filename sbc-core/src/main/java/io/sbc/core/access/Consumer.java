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

    /** The same, active or not. */
    public Consumer withActive(boolean isActive) {
        return new Consumer(id, name, secret, permissions, isActive, created);
    }
}
