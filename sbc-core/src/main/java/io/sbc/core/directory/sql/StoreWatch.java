package io.sbc.core.directory.sql;

import io.sbc.core.directory.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way on which every running part hears of changes, whoever made them: another thread, another process, another node. A virtual
 * thread looks at the versions of all topics every {@link #POLL_INTERVAL} (one read, some 20 µs with SQLite), and at once when it is
 * {@link #wake woken}; it alone calls the listeners, one after the other.
 */
public final class StoreWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final SqlSession session;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private Map<String, Long> seen;
    private volatile boolean closed;
    private @Nullable Thread thread;

    /** Knows the versions of now; hears nothing yet. */
    public StoreWatch(SqlSession session) {
        this.session = session;
        seen = session.read(StoreWatch::versions);
    }

    /** Tells of changes of a topic, on the thread of the watch. What it throws is logged. */
    public StoreWatch on(String topic, Runnable listener) {
        listeners.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>()).add(listener);
        return this;
    }

    /** Begins; once. */
    public StoreWatch start() {
        thread = Thread.ofVirtual().name("store-watch").start(this::watchUntilClosed);
        return this;
    }

    /** Somebody says that there is something new. Any thread. */
    public void wake() {
        wakeUps.release();
    }

    private void watchUntilClosed() {
        boolean failing = false;
        try {
            while (!closed) {
                boolean _ = wakeUps.tryAcquire(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                wakeUps.drainPermits();
                try {
                    poll();
                    if (failing) {
                        log.info("the store can be read again");
                    }
                    failing = false;
                } catch (StoreException e) {
                    if (!failing) {
                        log.error("the store cannot be read, what is in memory holds: {}", e.getMessage());
                    }
                    failing = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whom it concerns what moved since the last time; called by the watch and by tests only. */
    void poll() {
        Map<String, Long> now = session.read(StoreWatch::versions);
        if (now.equals(seen)) {
            return;
        }
        Map<String, Long> before = seen;
        Map<String, Long> done = new HashMap<>(before);
        try {
            now.forEach((topic, version) -> {
                if (!version.equals(before.get(topic))) {
                    listeners.getOrDefault(topic, List.of()).forEach(StoreWatch::tell);
                }
                done.put(topic, version); // what a listener could not read is told again
            });
        } finally {
            seen = done;
        }
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (StoreException unreadable) {
            throw unreadable;
        } catch (RuntimeException fault) {
            log.error("a part did not take up a change of the store", fault);
        }
    }

    private static Map<String, Long> versions(Handle open) {
        Map<String, Long> versions = new HashMap<>();
        open.select("SELECT name, value FROM counters")
                .map((row, _) -> Map.entry(row.getString("name"), row.getLong("value")))
                .forEach(entry -> versions.put(entry.getKey(), entry.getValue()));
        return versions;
    }

    @Override
    public void close() {
        closed = true;
        wake();
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
