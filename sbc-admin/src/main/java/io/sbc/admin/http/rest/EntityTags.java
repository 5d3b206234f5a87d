package io.sbc.admin.http.rest;

import io.sbc.core.directory.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes entity tags of what a resource is, secrets included, under a key (HMAC with SHA-256): the same over restarts and on every node, and
 * worth nothing to somebody who would guess a secret by it. Thread-safe.
 */
public final class EntityTags {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int OCTETS = 15;

    private final SecretKeySpec key;

    /** @param key of this installation, at least 16 octets; another one is derived of it */
    public EntityTags(byte[] key) {
        this.key = new SecretKeySpec(
                mac(new SecretKeySpec(key, ALGORITHM)).doFinal("entity tags".getBytes(StandardCharsets.UTF_8)),
                ALGORITHM);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Of everything that makes the resource what it is, in a fixed order: texts, numbers, flags, secrets, lists of them. */
    public EntityTag of(Object... content) {
        return of(Arrays.asList(content));
    }

    /** Likewise. */
    public EntityTag of(List<?> content) {
        Mac mac = mac(key);
        content.forEach(part -> add(mac, part));
        return new EntityTag(
                Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac.doFinal(), OCTETS)));
    }

    /** Each part with its length before it, so that no two contents look alike. */
    private static void add(Mac mac, Object part) {
        if (part instanceof Collection<?> parts) {
            mac.update((parts.size() + "[").getBytes(StandardCharsets.UTF_8));
            parts.forEach(inner -> add(mac, inner));
            return;
        }
        byte[] octets = (part instanceof Secret secret ? secret.reveal() : String.valueOf(part))
                .getBytes(StandardCharsets.UTF_8);
        mac.update((octets.length + ":").getBytes(StandardCharsets.UTF_8));
        mac.update(octets);
    }
}
