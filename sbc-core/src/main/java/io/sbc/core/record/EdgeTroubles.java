package io.sbc.core.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was refused before anybody could record it: TLS handshakes that failed, what the guard did not let in, and users for whom there was
 * no licence. By source and kind, so
 * that a flood is one entry; the one that was quiet for longest makes room. Thread-safe: who notes never waits; what he notes while somebody
 * else has the entries stands in a line until the next who has them.
 */
public final class EdgeTroubles {

    private static final int ENTRIES_MAX = 2_000;
    private static final int USERS_MAX = 16;
    private static final int UNLICENSED_MAX = 1_000;

    /** Notes that stand in line: what comes while 2,000 entries are copied. More are a flood, whose source has its entry. */
    private static final int LINE_MAX = 1_000;

    private final Queue<Note> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inLine = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Trouble> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, String> unlicensed = new ConcurrentHashMap<>();

    /**
     * One kind of trouble of one source.
     *
     * @param kind a stable word: {@code tls}, {@code guard-refused}, {@code guard-blocked}
     * @param words the last of it
     * @param users who were meant, as far as that was said; the first few
     */
    public record Trouble(String source, String kind, String words, List<String> users, long firstMillis,
            long lastMillis, long times) {

        public Trouble {
            users = List.copyOf(users);
        }

        Trouble again(String now, String user, long millis) {
            List<String> all = users;
            if (!user.isEmpty() && users.size() < USERS_MAX && !users.contains(user)) {
                all = new ArrayList<>(users);
                all.add(user);
            }
            return new Trouble(source, kind, now, all, firstMillis, millis, times + 1);
        }
    }

    private record Note(String source, String kind, String words, String user, long millis) {}

    /** @param user empty when nobody was named */
    public void note(String source, String kind, String words, String user, long millis) {
        if (inLine.get() < LINE_MAX) {
            inLine.incrementAndGet();
            line.add(new Note(source, kind, words, user, millis));
        }
        if (lock.tryLock()) {
            try {
                takeLine();
            } finally {
                lock.unlock();
            }
        }
    }

    private void takeLine() {
        for (Note next = line.poll(); next != null; next = line.poll()) {
            inLine.decrementAndGet();
            take(next);
        }
    }

    private void take(Note note) {
        String key = note.source() + ' ' + note.kind();
        Trouble known = entries.get(key);
        entries.put(key, known == null
                ? new Trouble(note.source(), note.kind(), note.words(),
                        note.user().isEmpty() ? List.of() : List.of(note.user()), note.millis(), note.millis(), 1)
                : known.again(note.words(), note.user(), note.millis()));
        if (entries.size() > ENTRIES_MAX) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    /** Of a user or of an address, the latest first; of everybody for an empty one. */
    public List<Trouble> of(String userOrSource) {
        return all().stream()
                .filter(trouble -> userOrSource.isEmpty() || trouble.source().equals(userOrSource)
                        || trouble.users().contains(userOrSource))
                .sorted(Comparator.comparingLong(Trouble::lastMillis).reversed()).toList();
    }

    /** Entries. */
    public int size() {
        return all().size();
    }

    private List<Trouble> all() {
        lock.lock();
        try {
            takeLine();
            return List.copyOf(entries.values());
        } finally {
            lock.unlock();
        }
    }

    /** A device was not made, because there are not as many licences. */
    public void noteUnlicensed(String setUser, String words) {
        if (unlicensed.size() >= UNLICENSED_MAX && !unlicensed.containsKey(setUser)) {
            Iterator<String> any = unlicensed.keySet().iterator(); // so many are told of by any of them
            if (any.hasNext()) {
                unlicensed.remove(any.next());
            }
        }
        unlicensed.put(setUser, words);
    }

    /** Why there is no device of that user, if a licence was missing for it. Never waits. */
    public Optional<String> unlicensed(String setUser) {
        return unlicensed.isEmpty() ? Optional.empty() : Optional.ofNullable(unlicensed.get(setUser));
    }
}
