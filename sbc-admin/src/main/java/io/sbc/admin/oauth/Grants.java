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

    /** False, as with every change here, when another node was faster; what is known here is then what it left. */
    synchronized boolean add(Consumer consumer, Authorship author) {
        return remembered(store.add(consumer, author), () -> consumers.put(consumer.id(), consumer));
    }

    synchronized boolean replace(Consumer before, Consumer after, Authorship author) {
        return remembered(store.replace(before, after, author), () -> consumers.put(after.id(), after));
    }

    /** With all its tokens. */
    synchronized boolean remove(Consumer consumer, Authorship author) {
        return remembered(store.delete(consumer, author), () -> {
            consumers.remove(consumer.id());
            temporary.values().removeIf(token -> token.consumerId().equals(consumer.id()));
            access.values().removeIf(token -> token.consumerId().equals(consumer.id()));
        });
    }

    synchronized boolean add(TemporaryToken token, Authorship author) {
        return remembered(store.add(token, author), () -> temporary.put(token.value(), token));
    }

    synchronized boolean replace(TemporaryToken before, TemporaryToken after, Authorship author) {
        return remembered(store.replace(before, after, author), () -> temporary.put(after.value(), after));
    }

    synchronized boolean remove(TemporaryToken token, Authorship author) {
        return remembered(store.delete(token, author), () -> temporary.remove(token.value()));
    }

    synchronized boolean replace(AccessToken before, AccessToken after, Authorship author) {
        return remembered(store.replace(before, after, author), () -> access.put(after.value(), after));
    }

    synchronized boolean remove(AccessToken token, Authorship author) {
        return remembered(store.delete(token, author), () -> access.remove(token.value()));
    }

    /** The one becomes the other. */
    synchronized boolean exchange(TemporaryToken from, AccessToken to, Authorship author) {
        return remembered(store.exchange(from, to, author), () -> {
            temporary.remove(from.value());
            access.put(to.value(), to);
        });
    }

    private boolean remembered(boolean written, Runnable inMemory) {
        if (written) {
            inMemory.run();
        } else {
            reload();
        }
        return written;
    }

    /** Forgets temporary tokens that have expired. */
    synchronized void forgetExpired() {
        for (TemporaryToken token : List.copyOf(temporary.values())) {
            if (!token.isValidAt(clock.instant())) {
                remove(token, EXPIRY);
            }
        }
    }
}
