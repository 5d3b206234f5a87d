package io.sbc.core.history;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what the history need not keep any longer, at the start and once an hour, on a virtual thread of its own. */
public final class HistoryKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HistoryKeeper.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final HistoryStore history;
    private final Retention retention;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private HistoryKeeper(HistoryStore history, Retention retention) {
        this.history = history;
        this.retention = retention;
        thread = Thread.ofVirtual().name("history-keeper").unstarted(this::keepUntilClosed);
    }

    /** Begins. The store stays the caller's to close, after this. */
    public static HistoryKeeper start(HistoryStore history, Retention retention) {
        HistoryKeeper keeper = new HistoryKeeper(history, retention);
        keeper.thread.start();
        return keeper;
    }

    private void keepUntilClosed() {
        try {
            do {
                trim();
            } while (!closed.await(INTERVAL.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trim() {
        try {
            long removed = history.trim(retention);
            if (removed > 0) {
                log.atInfo().addKeyValue("entries", removed).log("event history trimmed");
            }
        } catch (RuntimeException e) {
            log.warn("the event history was not trimmed, the next try is in an hour: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
