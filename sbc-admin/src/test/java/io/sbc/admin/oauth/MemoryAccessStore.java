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
    public void put(Consumer consumer, Authorship author) {
        consumers.put(consumer.id(), consumer);
    }

    @Override
    public void deleteConsumer(String id, Authorship author) {
        consumers.remove(id);
        temporary.values().removeIf(token -> token.consumerId().equals(id));
        access.values().removeIf(token -> token.consumerId().equals(id));
    }

    @Override
    public void put(TemporaryToken token, Authorship author) {
        temporary.put(token.value(), token);
    }

    @Override
    public void deleteTemporaryToken(String value, Authorship author) {
        temporary.remove(value);
    }

    @Override
    public void put(AccessToken token, Authorship author) {
        access.put(token.value(), token);
    }

    @Override
    public void deleteAccessToken(String value, Authorship author) {
        access.remove(value);
    }

    @Override
    public void exchange(String temporaryToken, AccessToken token, Authorship author) {
        temporary.remove(temporaryToken);
        access.put(token.value(), token);
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
