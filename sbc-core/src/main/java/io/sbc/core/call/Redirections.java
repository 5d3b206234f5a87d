package io.sbc.core.call;

import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Destination;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the redirections of one call lead (RFC 3261 §8.1.3.4): their Contacts by falling q, one after the other, as far
 * as the side may be followed there ({@link LegPath#redirect}). A user is tried once at each place, so that loops end; {@value
 * #MAXIMUM} places at most.
 */
final class Redirections {

    static final int MAXIMUM = 5;

    private final Set<String> tried = new HashSet<>();
    private final Deque<Target> waiting = new ArrayDeque<>();
    private int followed;

    /** A target that was tried before any redirection. */
    void tried(Target target) {
        tried.add(key(target.requestUri(), target.destination()));
    }

    /** Takes what a 3xx says; {@link #next} then has its first new place, if there is one. */
    void take(SipResponse redirect, Target from, String domain) {
        List<Target> targets = redirect.contacts().stream()
                .sorted(Comparator.comparingDouble(Redirections::q).reversed())
                .map(contact -> target(contact, from, domain)).flatMap(Optional::stream).toList();
        for (Target target : targets.reversed()) {
            waiting.addFirst(target);
        }
    }

    private Optional<Target> target(NameAddr contact, Target from, String domain) {
        Optional<SipUri> uri = contact.sipUri().filter(known -> !known.user().isEmpty());
        Optional<Destination> way = uri.flatMap(from.path()::redirect);
        return way.isPresent() && tried.add(key(uri.get(), way.get()))
                ? Optional.of(new Target(SipUri.of(uri.get().user(), domain), way.get(), from.path(), from.contact()))
                : Optional.empty();
    }

    /** The next place to try. */
    Optional<Target> next() {
        if (waiting.isEmpty() || followed == MAXIMUM) {
            return Optional.empty();
        }
        followed++;
        return Optional.of(waiting.remove());
    }

    private static String key(SipUri uri, Destination way) {
        return uri.user() + ' ' + way;
    }

    private static double q(NameAddr contact) {
        String q = contact.parameters().get("q").orElse("1");
        return q.matches("[01](\\.\\d{0,3})?") ? Double.parseDouble(q) : 0;
    }
}
