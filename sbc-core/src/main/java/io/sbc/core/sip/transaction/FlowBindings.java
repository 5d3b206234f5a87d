package io.sbc.core.sip.transaction;

import io.sbc.core.sip.transport.Flow;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which transactions end with which connection: no more entries than transactions. Owned by the shard's thread.
 */
final class FlowBindings {

    private final Map<Flow, Set<RunningTransaction<?, ?>>> bound = new HashMap<>();

    /** From now on it ends with its connection, if it has one. */
    void bind(RunningTransaction<?, ?> transaction) {
        Flow flow = transaction.boundFlow();
        if (flow != null) {
            if (flow.isOpen()) {
                bound.computeIfAbsent(flow, ignored -> new LinkedHashSet<>()).add(transaction);
            } else {
                transaction.failLater();
            }
        }
    }

    void release(RunningTransaction<?, ?> transaction) {
        Flow flow = transaction.boundFlow();
        Set<RunningTransaction<?, ?>> others = flow == null ? null : bound.get(flow);
        if (others != null) {
            others.remove(transaction);
            if (others.isEmpty()) {
                bound.remove(flow);
            }
        }
    }

    void onClosed(Flow flow) {
        Set<RunningTransaction<?, ?>> ending = bound.remove(flow);
        if (ending != null) {
            List.copyOf(ending).forEach(RunningTransaction::onTransportError);
        }
    }
}
