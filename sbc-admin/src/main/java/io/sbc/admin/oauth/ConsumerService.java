package io.sbc.admin.oauth;

import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.Attempts;
import io.sbc.core.history.Authorship;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What administrators do with consumers. */
public final class ConsumerService {

    private static final Logger log = LoggerFactory.getLogger(ConsumerService.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,128}");
    private static final String NAME_WORDS = "name: 1 to 128 characters.";
    private static final String PERMISSIONS_WORDS = "permissions: at least one.";

    private final Grants grants;
    private final RandomTokens random;
    private final InstantSource clock;

    ConsumerService(Grants grants, RandomTokens random, InstantSource clock) {
        this.grants = grants;
        this.random = random;
        this.clock = clock;
    }

    /** What became of a new consumer. */
    public sealed interface Addition {

        /** It is there; its secret is never shown again. */
        record Added(Consumer consumer) implements Addition {}

        /** @param taken whether the id is in use; else something is wrong with what was asked for */
        record Refused(boolean taken, String sentence) implements Addition {}
    }

    /** Makes one, with a secret of its own. */
    public synchronized Addition add(String id, String name, Set<Permission> permissions, Authorship author) {
        if (!ID.matcher(id).matches()) {
            return new Addition.Refused(false, "id: 1 to 64 letters, digits, dots, hyphens and underscores.");
        }
        if (!NAME.matcher(name).matches()) {
            return new Addition.Refused(false, NAME_WORDS);
        }
        if (permissions.isEmpty()) {
            return new Addition.Refused(false, PERMISSIONS_WORDS);
        }
        if (grants.consumer(id).isPresent()) {
            return new Addition.Refused(true, "There is a consumer " + id + " already.");
        }
        if (grants.consumers().size() >= TokenLimits.CONSUMERS) {
            return new Addition.Refused(true, "There are " + TokenLimits.CONSUMERS + " consumers, which is the limit.");
        }
        Consumer consumer = new Consumer(id, name, random.secret(), permissions, true,
                clock.instant().truncatedTo(ChronoUnit.MILLIS)); // as it will be read again
        if (!grants.add(consumer, author)) {
            return new Addition.Refused(true, "There is a consumer " + id + " already.");
        }
        log.atInfo().addKeyValue("consumer", id).log("consumer added");
        return new Addition.Added(consumer);
    }

    /** What became of a change of one that was there. */
    public sealed interface Change {

        record Done(Consumer consumer) implements Change {}

        record Unknown() implements Change {}

        /** It is not what the caller means; as it is. */
        record Stale(Consumer consumer) implements Change {}

        /** What is wrong with it. */
        record Invalid(String sentence) implements Change {}
    }

    /**
     * Changes name, permissions, or whether its requests pass; id and secret stay.
     *
     * @param expected whether the one that is there is the one that the caller means
     */
    public synchronized Change change(String id, UnaryOperator<Consumer> to, Predicate<Consumer> expected,
            Authorship author) {
        Optional<Consumer> wanted = grants.consumer(id).map(to);
        if (wanted.isPresent() && !NAME.matcher(wanted.get().name()).matches()) {
            return new Change.Invalid(NAME_WORDS);
        }
        if (wanted.isPresent() && wanted.get().permissions().isEmpty()) {
            return new Change.Invalid(PERMISSIONS_WORDS);
        }
        return change(id, expected, consumer -> {
            Consumer changed = to.apply(consumer);
            if (!changed.equals(consumer)) {
                if (!grants.replace(consumer, changed, author)) {
                    return Optional.empty();
                }
                log.atInfo().addKeyValue("consumer", id).addKeyValue("active", changed.active())
                        .log("consumer changed");
            }
            return Optional.of(changed);
        });
    }

    /** Lets its requests pass, or not. */
    public Change setActive(String id, boolean active, Predicate<Consumer> expected, Authorship author) {
        return change(id, consumer -> consumer.withActive(active), expected, author);
    }

    /** Ends it and all its tokens. */
    public synchronized Change remove(String id, Predicate<Consumer> expected, Authorship author) {
        return change(id, expected, consumer -> {
            if (!grants.remove(consumer, author)) {
                return Optional.empty();
            }
            log.atInfo().addKeyValue("consumer", id).log("consumer removed");
            return Optional.of(consumer);
        });
    }

    /** @param work empty when another node was faster */
    private Change change(String id, Predicate<Consumer> expected, Function<Consumer, Optional<Consumer>> work) {
        return Attempts.untilNobodyInterferes(() -> {
            Optional<Consumer> known = grants.consumer(id);
            if (known.isEmpty()) {
                return Optional.of(new Change.Unknown());
            }
            return expected.test(known.get())
                    ? work.apply(known.get()).map(Change.Done::new)
                    : Optional.of(new Change.Stale(known.get()));
        });
    }

    /** By id. */
    public List<Consumer> consumers() {
        return grants.consumers();
    }

    /** The one with that id. */
    public Optional<Consumer> consumer(String id) {
        return grants.consumer(id);
    }
}
