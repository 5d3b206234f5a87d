package io.sbc.core.registrar;

import io.sbc.base.Timers.Timer;
import io.sbc.core.engine.ShardContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A shard's REGISTER exchanges with PBXs, each in its turn: as many in a second as the PBX's {@link UpstreamBudget} gives,
 * and no more under way than a slow PBX can bear. Phones that wait go first; refreshes and removals of our own take what
 * they leave. Owned by the shard.
 */
final class UpstreamPace {

    private final ShardContext shard;
    private final UpstreamBudget budget;
    private final int inFlightMax;
    private final int backgroundMax;
    private final RegistrarMetrics metrics;
    private final Map<String, Line> lines = new HashMap<>();

    /** Who wants it. */
    enum Urgency {
        /** A phone that waits for the answer. */
        PHONE,
        /** Nobody in particular. */
        BACKGROUND
    }

    /** An exchange that waits for its turn. Told one of the two, once. */
    interface Turn {

        /** Its turn has come; {@link #finished} follows. */
        void begin();

        /** Its turn will not come: the PBX is out of reach. */
        void giveUp();
    }

    /** What waits for one PBX. */
    private final class Line {
        final UpstreamBudget.OfPbx ofPbx;
        final Queue<Turn> phones = new ArrayDeque<>();
        final Queue<Turn> background = new ArrayDeque<>();
        int inFlight;
        @Nullable
        Timer timer;

        Line(String pbx) {
            ofPbx = budget.of(pbx, shard.clock().nanoTime());
        }
    }

    /**
     * @param inFlightMax exchanges of this shard with one PBX that may be under way
     * @param backgroundMax those of our own that may wait
     */
    UpstreamPace(ShardContext shard, UpstreamBudget budget, int inFlightMax, int backgroundMax,
            RegistrarMetrics metrics) {
        this.shard = shard;
        this.budget = budget;
        this.inFlightMax = inFlightMax;
        this.backgroundMax = backgroundMax;
        this.metrics = metrics;
    }

    /**
     * Begins it now or when its turn comes.
     *
     * @return false when the line is full: it will never start
     */
    boolean start(String pbx, Urgency urgency, Turn exchange) {
        Line line = lines.computeIfAbsent(pbx, Line::new);
        boolean room = switch (urgency) {
            case PHONE -> line.ofPbx.enter() && line.phones.add(exchange);
            case BACKGROUND -> line.background.size() < backgroundMax && line.background.add(exchange);
        };
        if (room) {
            metrics.upstreamWaiting(1);
            goOn(line);
        }
        return room;
    }

    void finished(String pbx) {
        Line line = lines.computeIfAbsent(pbx, Line::new);
        line.inFlight--;
        metrics.upstreamInFlight(-1);
        goOn(line);
    }

    /** The PBX is out of reach: whatever waits for its turn is told so now, instead of behind the time-outs of others. */
    void giveUp(String pbx) {
        Line line = lines.get(pbx);
        if (line == null) {
            return;
        }
        List<Turn> all = new ArrayList<>(line.phones);
        all.forEach(_ -> line.ofPbx.leave());
        all.addAll(line.background);
        line.phones.clear();
        line.background.clear();
        metrics.upstreamWaiting(-all.size());
        all.forEach(Turn::giveUp);
    }

    private void goOn(Line line) {
        while (line.timer == null && line.inFlight < inFlightMax
                && !(line.phones.isEmpty() && line.background.isEmpty())) {
            long wait = line.ofPbx.take(shard.clock().nanoTime());
            if (wait > 0) {
                metrics.count(RegistrarCounter.PACE_WAITS);
                line.timer = shard.schedule(wait, () -> {
                    line.timer = null;
                    goOn(line);
                });
            } else {
                run(line);
            }
        }
    }

    private void run(Line line) {
        Turn next = line.phones.poll();
        if (next != null) {
            line.ofPbx.leave();
        } else {
            next = line.background.remove();
        }
        line.inFlight++;
        metrics.upstreamWaiting(-1);
        metrics.upstreamInFlight(1);
        next.begin();
    }
}
