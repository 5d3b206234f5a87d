package io.sbc.admin.oauth;

import io.sbc.core.access.AccessStore;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.history.Authorship;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The store without a disk; what a second {@link OAuth} on it finds is what was written. */
final class MemoryAccessStore implements AccessStore {

    private final Map<String, Consumer> consumers = new TreeMap<>();
    private final Map<String, TemporaryToken> temporary = new TreeMap<>();
    private final Map<String, AccessToken> access = new TreeMap<>();
    private final Map<String, Long> signedUntil = new HashMap<>();
    int marksWritten;

    @Override
    public List<Consumer> consumers() {
        return List.copyOf(consumers.values());
    }

    @Override
    public List<TemporaryToken> temporaryTokens() {
        return List.copyOf(temporary.values());
    }

    @Override
    public List<AccessToken> accessTokens() {
        return List.copyOf(access.values());
    }

    @Override
    public boolean add(Consumer consumer, Authorship author) {
        return consumers.putIfAbsent(consumer.id(), consumer) == null;
    }

    @Override
    public boolean replace(Consumer before, Consumer after, Authorship author) {
        return consumers.replace(before.id(), before, after);
    }

    @Override
    public boolean delete(Consumer consumer, Authorship author) {
        boolean there = consumers.remove(consumer.id(), consumer);
        if (there) {
            temporary.values().removeIf(token -> token.consumerId().equals(consumer.id()));
            access.values().removeIf(token -> token.consumerId().equals(consumer.id()));
        }
        return there;
    }

    @Override
    public boolean add(TemporaryToken token, Authorship author) {
        return consumers.containsKey(token.consumerId()) && temporary.putIfAbsent(token.value(), token) == null;
    }

    @Override
    public boolean replace(TemporaryToken before, TemporaryToken after, Authorship author) {
        return temporary.replace(before.value(), before, after);
    }

    @Override
    public boolean delete(TemporaryToken token, Authorship author) {
        return temporary.remove(token.value(), token);
    }

    @Override
    public boolean replace(AccessToken before, AccessToken after, Authorship author) {
        return access.replace(before.value(), before, after);
    }

    @Override
    public boolean delete(AccessToken token, Authorship author) {
        return access.remove(token.value(), token);
    }

    @Override
    public boolean exchange(TemporaryToken from, AccessToken to, Authorship author) {
        boolean there = temporary.remove(from.value(), from);
        if (there) {
            access.put(to.value(), to);
        }
        return there;
    }

    @Override
    public Map<String, Long> signedUntil() {
        return Map.copyOf(signedUntil);
    }

    @Override
    public void putSignedUntil(String consumerId, long second) {
        marksWritten++;
        signedUntil.merge(consumerId, second, Math::max);
    }
}
