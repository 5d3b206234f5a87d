package io.sbc.admin.oauth;

import io.sbc.core.access.AccessStore;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Consumers and tokens in memory, over the {@link AccessStore}: signed requests are verified without a query. The store is written first; what
 * it does not take is not believed here either. Thread-safe; writes wait for the disk and come one at a time.
 */
final class Grants implements Secrets {

    private static final Authorship EXPIRY = Authorship.system("expiry");

    private final AccessStore store;
    private final InstantSource clock;
    private final Map<String, Consumer> consumers = new ConcurrentHashMap<>();
    private final Map<String, TemporaryToken> temporary = new ConcurrentHashMap<>();
    private final Map<String, AccessToken> access = new ConcurrentHashMap<>();

    Grants(AccessStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        store.consumers().forEach(consumer -> consumers.put(consumer.id(), consumer));
        store.temporaryTokens().forEach(token -> temporary.put(token.value(), token));
        store.accessTokens().forEach(token -> access.put(token.value(), token));
    }

    /** As the store has it now: another node may have written. Who asks meanwhile finds the old or the new. */
    synchronized void reload() {
        replace(consumers, store.consumers(), Consumer::id);
        replace(temporary, store.temporaryTokens(), TemporaryToken::value);
        replace(access, store.accessTokens(), AccessToken::value);
    }

    private static <T> void replace(Map<String, T> known, List<T> now, Function<T, String> key) {
        Map<String, T> after = now.stream().collect(Collectors.toMap(key, Function.identity()));
        known.keySet().retainAll(after.keySet());
        known.putAll(after);
    }

    @Override
    public Optional<Secret> ofConsumer(String consumerKey) {
        return consumer(consumerKey).filter(Consumer::active).map(Consumer::secret);
    }

    @Override
    public Optional<Secret> ofToken(String consumerKey, String token) {
        return access(token).filter(known -> known.consumerId().equals(consumerKey)).map(AccessToken::secret)
                .or(() -> temporary(token).filter(known -> known.consumerId().equals(consumerKey))
                        .map(TemporaryToken::secret));
    }

    Optional<Consumer> consumer(String id) {
        return Optional.ofNullable(consumers.get(id));
    }

    /** One that has not expired. */
    Optional<TemporaryToken> temporary(String value) {
        return Optional.ofNullable(temporary.get(value)).filter(token -> token.isValidAt(clock.instant()));
    }

    /** One that has not expired. */
    Optional<AccessToken> access(String value) {
        return Optional.ofNullable(access.get(value)).filter(token -> token.isValidAt(clock.instant()));
    }

    /** By id. */
    List<Consumer> consumers() {
        return consumers.values().stream().sorted(Comparator.comparing(Consumer::id)).toList();
    }

    /** Those that have not expired, the oldest first. */
    List<TemporaryToken> temporary() {
        return temporary.values().stream().filter(token -> token.isValidAt(clock.instant()))
                .sorted(Comparator.comparing(TemporaryToken::created).thenComparing(TemporaryToken::value)).toList();
    }

    /** All of them, expired ones too: an administrator can renew them. The oldest first. */
    List<AccessToken> access() {
        return access.values().stream()
                .sorted(Comparator.comparing(AccessToken::created).thenComparing(AccessToken::value)).toList();
    }

    synchronized void put(Consumer consumer, Authorship author) {
        store.put(consumer, author);
        consumers.put(consumer.id(), consumer);
    }

    /** With all its tokens. */
    synchronized void removeConsumer(String id, Authorship author) {
        store.deleteConsumer(id, author);
        consumers.remove(id);
        temporary.values().removeIf(token -> token.consumerId().equals(id));
        access.values().removeIf(token -> token.consumerId().equals(id));
    }

    synchronized void put(TemporaryToken token, Authorship author) {
        store.put(token, author);
        temporary.put(token.value(), token);
    }

    synchronized void removeTemporary(String value, Authorship author) {
        store.deleteTemporaryToken(value, author);
        temporary.remove(value);
    }

    synchronized void put(AccessToken token, Authorship author) {
        store.put(token, author);
        access.put(token.value(), token);
    }

    synchronized void removeAccess(String value, Authorship author) {
        store.deleteAccessToken(value, author);
        access.remove(value);
    }

    /** The one becomes the other. */
    synchronized void exchange(TemporaryToken from, AccessToken to, Authorship author) {
        store.exchange(from.value(), to, author);
        temporary.remove(from.value());
        access.put(to.value(), to);
    }

    /** Forgets temporary tokens that have expired. */
    synchronized void forgetExpired() {
        for (TemporaryToken token : List.copyOf(temporary.values())) {
            if (!token.isValidAt(clock.instant())) {
                removeTemporary(token.value(), EXPIRY);
            }
        }
    }
}
