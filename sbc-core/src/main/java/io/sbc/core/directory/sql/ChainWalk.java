package io.sbc.core.directory.sql;

import io.sbc.core.directory.sql.EventLog.Head;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.Event;
import io.sbc.core.history.EventChain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the chain from its anchor to its end, piece by piece. One thread, once. */
final class ChainWalk {

    private final Head head;
    private long reached;
    private String hash;
    private long entries;
    private ChainVerdict.@Nullable Broken broken;

    ChainWalk(Head head) {
        this.head = head;
        reached = head.anchorSequence();
        hash = head.anchorHash();
    }

    /** The last entry that was found well. */
    long reached() {
        return reached;
    }

    boolean isOver() {
        return broken == null && reached == head.sequence();
    }

    /** Whether the walk goes on. */
    boolean take(List<Event> piece) {
        for (Event event : piece) {
            if (event.sequence() != reached + 1) {
                return isBroken(reached + 1, "the entry is missing");
            }
            if (!event.previous().equals(hash)) {
                return isBroken(event.sequence(), "the entry does not follow the one before it");
            }
            if (!EventChain.isIntact(event)) {
                return isBroken(event.sequence(), "the entry was changed");
            }
            reached = event.sequence();
            hash = event.hash();
            entries++;
        }
        if (piece.isEmpty()) {
            return isBroken(reached + 1, "the entry is missing");
        }
        if (reached == head.sequence() && !hash.equals(head.hash())) {
            return isBroken(reached, "the newest entry is not the one that was written last");
        }
        return true;
    }

    private boolean isBroken(long sequence, String sentence) {
        broken = new ChainVerdict.Broken(sequence, sentence);
        return false;
    }

    ChainVerdict verdict() {
        return broken != null ? broken : new ChainVerdict.Intact(entries, head.anchorSequence(), head.sequence());
    }
}
