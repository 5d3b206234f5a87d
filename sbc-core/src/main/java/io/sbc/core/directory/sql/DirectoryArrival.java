package io.sbc.core.directory.sql;

import io.sbc.base.Counters;
import io.sbc.core.directory.StoreException;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets whoever has written to the directory wait until the signalling of this node acts by it: the view has it, and every shard has done what the change
 * asked of it. So a PBX that pushes a user and sends a call behind the answer finds that user. Bounded: an answer is late by at most {@link #MAX}, and the
 * change, which is on the disk by then, arrives a moment later. Thread-safe; for threads that may wait.
 */
public final class DirectoryArrival {

    /** Some hundred times what it takes; a shard that is busier than that is in overload. */
    static final Duration MAX = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryArrival.class);

    private final SqlStore store;
    private final SqlDirectory directory;
    private final StoreWatch watch;
    private final Predicate<Duration> signalling;
    private final Counters<ArrivalCounter> counters = new Counters<>(ArrivalCounter.class);

    /** @param signalling waits at most that long until every shard has done what it was told before; whether it came to that */
    public DirectoryArrival(SqlStore store, SqlDirectory directory, StoreWatch watch, Predicate<Duration> signalling) {
        this.store = store;
        this.directory = directory;
        this.watch = watch;
        this.signalling = signalling;
    }

    /** Returns when all that was committed before acts on this node. Never throws: the change is made already. */
    public void await() {
        try {
            watch.wake();
            if (!directory.awaitTold(store.version(), MAX) || !signalling.test(MAX)) {
                counters.increment(ArrivalCounter.LATE);
                LOG.warn("a change of the directory is answered before the signalling has taken it up");
            }
        } catch (StoreException unreadable) {
            LOG.atDebug().addKeyValue("reason", unreadable.getMessage()).log("the directory's version cannot be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For operators. */
    public Counters<ArrivalCounter> counters() {
        return counters;
    }
}
