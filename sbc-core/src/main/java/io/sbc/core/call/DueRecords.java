package io.sbc.core.call;

import io.sbc.core.engine.ShardContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of one shard that wait to be written, together, a tenth of a second after the first of them: what comes in several turns,
 * an answer and its ACK or a re-INVITE, is written once, and what is over by then not at all. No longer than its calls. On the shard.
 */
final class DueRecords {

    /** How much of a call's last change may be lost with the process. */
    static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = LoggerFactory.getLogger(DueRecords.class);

    private final ShardContext shard;
    private List<CallKeeper> waiting = new ArrayList<>();

    DueRecords(ShardContext shard) {
        this.shard = shard;
    }

    /** Once, until it is written. */
    void add(CallKeeper keeper) {
        if (waiting.isEmpty()) {
            shard.schedule(GATHER_NANOS, this::write);
        }
        waiting.add(keeper);
    }

    private void write() {
        List<CallKeeper> due = waiting;
        waiting = new ArrayList<>();
        for (CallKeeper keeper : due) {
            try {
                keeper.write();
            } catch (RuntimeException fault) { // ours; this call ends with the process, others do not pay for it
                LOG.atError().setCause(fault).log("the record of a call was not written");
                keeper.end();
            }
        }
    }
}
