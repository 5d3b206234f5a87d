package io.sbc.core.recorder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last attempts of each device, and of each address that asks for users that there are not: who searches for users shall not push
 * out the devices. When there are too many of either, the one that has not tried for longest is forgotten. Owned by the shard.
 */
final class RegistrationAttempts {

    private static final int USERS_MAX = 50_000;
    private static final int STRANGERS_MAX = 500;

    private final Predicate<String> isUser;
    private final int perUser;
    private final Consumer<Trace> forget;
    private final Map<String, Deque<Trace>> byUser = new LinkedHashMap<>();
    private final Map<String, Deque<Trace>> bySource = new LinkedHashMap<>();
    private final TraceQueue order = new TraceQueue();

    RegistrationAttempts(Predicate<String> isUser, int perUser, Consumer<Trace> forget) {
        this.isUser = isUser;
        this.perUser = perUser;
        this.forget = forget;
    }

    void add(Trace trace) {
        boolean known = isUser.test(trace.user);
        Map<String, Deque<Trace>> all = known ? byUser : bySource;
        String key = known ? trace.user : trace.source;
        Deque<Trace> own = all.remove(key); // entered anew: who tried last goes last
        if (own == null) {
            own = new ArrayDeque<>(2);
        }
        all.put(key, own);
        own.addLast(trace);
        order.add(trace);
        if (own.size() > perUser) {
            drop(worst(own), own);
        }
        if (all.size() > (known ? USERS_MAX : STRANGERS_MAX)) {
            String eldest = all.keySet().iterator().next();
            List.copyOf(all.get(eldest)).forEach(this::remove);
        }
    }

    /** The last attempt of a user, if it and the one before it went well; else null. */
    @Nullable
    Trace lastOfTwoGood(String user) {
        Deque<Trace> own = byUser.get(user);
        if (own == null || own.size() < 2) {
            return null;
        }
        Iterator<Trace> newest = own.descendingIterator();
        Trace last = newest.next();
        return wentWell(last) && wentWell(newest.next()) ? last : null;
    }

    /** Of attempts that went well only the last two are worth more than one that failed. */
    private Trace worst(Deque<Trace> own) {
        long well = own.stream().filter(RegistrationAttempts::wentWell).count();
        return well > 2
                ? own.stream().filter(RegistrationAttempts::wentWell).findFirst().orElseThrow()
                : own.getFirst();
    }

    private static boolean wentWell(Trace trace) {
        return trace.status / 100 == 2 && !trace.wrong;
    }

    private void drop(Trace trace, Deque<Trace> own) {
        own.remove(trace);
        order.remove(trace);
        forget.accept(trace);
    }

    void remove(Trace trace) {
        remove(trace, byUser, trace.user);
        remove(trace, bySource, trace.source);
    }

    private void remove(Trace trace, Map<String, Deque<Trace>> all, String key) {
        Deque<Trace> own = all.get(key);
        if (own != null && own.contains(trace)) {
            drop(trace, own);
            if (own.isEmpty()) {
                all.remove(key);
            }
        }
    }

    /** The first to go when there is no room. */
    @Nullable
    Trace oldest(Trace but) {
        return order.oldest(but);
    }

    /** The newest first. A user that is unknown is found by its address, or by its name among them all. */
    List<Trace> of(String userOrSource) {
        List<Trace> found = new ArrayList<>();
        Deque<Trace> own = byUser.get(userOrSource);
        if (own != null) {
            found.addAll(own);
        } else if (bySource.containsKey(userOrSource)) {
            found.addAll(bySource.get(userOrSource));
        } else {
            bySource.values().stream().flatMap(Deque::stream).filter(trace -> trace.user.equals(userOrSource))
                    .forEach(found::add);
        }
        if (own == null) { // an address may be that of known users as well
            byUser.values().stream().flatMap(Deque::stream).filter(trace -> trace.source.equals(userOrSource))
                    .forEach(found::add);
        }
        found.sort((one, other) -> Long.compare(other.startedNanos - one.startedNanos, 0));
        return found;
    }

    int size() {
        return order.size();
    }
}
