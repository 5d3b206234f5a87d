package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.core.Side;
import io.sbc.core.registrar.BindingObserver;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The flows of the set side that phones are registered over. A mark begins with a binding and ends with the last binding,
 * with the flow, or with abuse; so there are never more than flows. Any thread.
 */
final class RegisteredFlows implements BindingObserver {

    private final Map<Flow, RegisteredFlow> marks = new ConcurrentHashMap<>();
    private final BoundedTable<Source> sources;
    private final long memoryNanos;
    private final Clock clock;

    RegisteredFlows(BoundedTable<Source> sources, Duration memory, Clock clock) {
        this.sources = sources;
        this.memoryNanos = memory.toNanos();
        this.clock = clock;
    }

    @Nullable
    RegisteredFlow find(Flow flow) {
        return marks.get(flow);
    }

    int size() {
        return marks.size();
    }

    @Override
    public void onBound(Flow flow, String user) {
        if (flow.side() != Side.SET) {
            return;
        }
        marks.computeIfAbsent(flow, this::mark).add(user);
        if (!flow.isOpen()) { // it closed meanwhile, and that was told before it was here
            end(flow);
        }
    }

    private RegisteredFlow mark(Flow flow) {
        long now = clock.nanoTime();
        Source source = sources.get(SourceKey.of(flow.remote().getAddress()), now);
        if (!sources.isCommon(source)) {
            source.onFlowRegistered();
        }
        return new RegisteredFlow(source, now);
    }

    @Override
    public void onUnbound(Flow flow, String user) {
        RegisteredFlow mark = marks.get(flow);
        if (mark != null && mark.remove(user)) {
            end(flow);
        }
    }

    /** It closed, or it is not trusted any more. */
    void end(Flow flow) {
        RegisteredFlow mark = marks.remove(flow);
        if (mark != null && mark.end() && !sources.isCommon(mark.source())) {
            mark.source().onFlowGone(clock.nanoTime(), memoryNanos);
        }
    }
}
