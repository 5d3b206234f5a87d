package io.sbc.core.recorder;

import io.sbc.core.engine.ShardContext;
import io.sbc.core.record.CallRecord;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The traces of calls: one begins with an INVITE, becomes that of a call when call control says so, lingers when the call is over, and goes
 * to the store. Owned by the shard.
 */
final class CallTraces {

    /** A late ACK, and what was on its way when the call ended. */
    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

    /**
     * So many of a shard are waited for at a time; of more the oldest go at once. What a storm of calls would have waiting for two seconds, some
     * sixty MiB, is more than a processor's caches hold, and all that is recorded would be written to far memory.
     */
    private static final int LINGERING_MAX = 128;

    /** Who was challenged may still come back with credentials. */
    private static final long CHALLENGED_NANOS = Duration.ofSeconds(32).toNanos();

    private final ShardContext shard;
    private final TraceIndex index;
    private final BlockArena arena;
    private final StoragePace pace;
    private final Supplier<String> ids;
    private final Consumer<Finished> store;
    private final Map<String, Trace> byId = new HashMap<>();
    private final TraceQueue open = new TraceQueue();
    private final Deque<Trace> lingering = new ArrayDeque<>();

    /** @param store takes ended calls; does not wait */
    CallTraces(ShardContext shard, TraceIndex index, BlockArena arena, StoragePace pace, Supplier<String> ids,
            Consumer<Finished> store) {
        this.shard = shard;
        this.index = index;
        this.arena = arena;
        this.pace = pace;
        this.ids = ids;
        this.store = store;
    }

    /** By the call's id; null when it is over, or is none. */
    @Nullable
    Trace of(String id) {
        return byId.get(id);
    }

    /** Those that go on. */
    Collection<Trace> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }

    /** An INVITE that belongs to nothing yet. */
    Trace begin(SipRequest invite, Flow flow) {
        Trace trace = new Trace(Trace.Kind.CALL, ids.get(), shard.clock().epochMillis(), shard.clock().nanoTime());
        trace.first = invite;
        trace.source = flow.remote().getAddress().getHostAddress();
        add(trace);
        index.name(trace, invite.callId());
        return trace;
    }

    private void add(Trace trace) {
        byId.put(trace.id, trace);
        open.add(trace);
    }

    /** An INVITE that became no call has its final answer. */
    void onFinal(Trace trace, SipResponse response) {
        if (trace.call == null && trace.phase == Trace.Phase.OPEN
                && response.cseq().method().equals(SipMethod.INVITE)) {
            trace.status = response.status();
            trace.challenged = response.status() == 407 || response.status() == 401;
            lingers(trace, trace.challenged ? CHALLENGED_NANOS : LINGER_NANOS);
        }
    }

    /** Call control says how it stands; the trace of the call. */
    Trace onCall(CallRecord now) {
        Trace near = index.of(now.callId()); // most likely, and at hand
        Trace known = near != null && near.id.equals(now.id()) ? near : byId.get(now.id());
        Trace trace = known == null ? adopt(now) : known;
        trace.call = now;
        trace.first = null;
        if (!now.otherCallId().isEmpty()) {
            index.name(trace, now.otherCallId());
        }
        return trace;
    }

    /** After what there was to say of its end. */
    void onEnd(Trace trace) {
        if (trace.phase == Trace.Phase.OPEN) {
            lingers(trace, LINGER_NANOS);
        }
    }

    /** The trace that the call's INVITE began gets the call's name; a second call of the same Call-ID gets one of its own. */
    private Trace adopt(CallRecord now) {
        Trace begun = index.of(now.callId());
        Trace trace = new Trace(Trace.Kind.CALL, now.id(), now.startedMillis(),
                begun == null || begun.call != null ? startedNanos(now) : begun.startedNanos);
        add(trace);
        if (begun == null) {
            index.name(trace, now.callId());
        } else if (begun.call != null) {
            trace.callIds.add(now.callId());
            begun.twin = trace;
        } else {
            byId.remove(begun.id);
            open.remove(begun);
            close(begun);
            trace.source = begun.source;
            trace.takeOver(begun);
            begun.callIds.forEach(callId -> index.name(trace, callId));
        }
        return trace;
    }

    /** A call that goes on after a restart began before this process did: what it says from here on is told by its own clock. */
    private long startedNanos(CallRecord now) {
        long ageMillis = Math.max(shard.clock().epochMillis() - now.startedMillis(), 0);
        return shard.clock().nanoTime() - TimeUnit.MILLISECONDS.toNanos(ageMillis);
    }

    private void lingers(Trace trace, long nanos) {
        Trace.Phase before = trace.phase;
        boolean challenged = trace.call == null && trace.challenged;
        if (!challenged) {
            trace.phase = Trace.Phase.LINGERS;
        }
        if (before == Trace.Phase.OPEN) {
            stopLingering(trace);
            trace.lingering = shard.schedule(nanos, () -> finish(trace, challenged));
        }
        if (before == Trace.Phase.OPEN && !challenged) {
            lingering.addLast(trace);
            while (lingering.size() > LINGERING_MAX || lingering.getFirst().phase == Trace.Phase.CLOSED) {
                finish(lingering.removeFirst(), false);
            }
        }
    }

    private static void close(Trace trace) {
        trace.phase = Trace.Phase.CLOSED;
        stopLingering(trace);
    }

    private static void stopLingering(Trace trace) {
        if (trace.lingering != null) {
            trace.lingering.cancel();
            trace.lingering = null;
        }
    }

    /** A call is over. {@code abandoned} is one that was challenged and came back meanwhile, or did not. */
    private void finish(Trace trace, boolean abandoned) {
        boolean cameBack = abandoned && (trace.call != null || trace.phase != Trace.Phase.OPEN || !trace.challenged);
        if (trace.phase == Trace.Phase.CLOSED || cameBack) {
            return;
        }
        Recording bare = trace.bare();
        boolean full = pace.takes(bare, shard.clock().nanoTime());
        Finished finished = new Finished(bare, full ? trace.copy() : new byte[0], full);
        close(trace);
        open.remove(trace);
        byId.remove(trace.id);
        index.forget(trace);
        trace.empty(arena, false);
        store.accept(finished);
    }

    /** The oldest loses what it has; how many events, 0 when there is none with any. */
    int emptyOldest(Trace but) {
        Trace victim = open.oldest(but);
        if (victim == null) {
            return 0;
        }
        int events = victim.events;
        victim.empty(arena, true);
        open.remove(victim);
        open.add(victim); // what it will get from now on is new
        return events;
    }
}
