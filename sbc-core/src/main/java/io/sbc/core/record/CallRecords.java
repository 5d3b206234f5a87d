package io.sbc.core.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The calls that go on, and the last ended ones; when those are full, the oldest makes room. Calls that go on are as many
 * as call control admits. Thread-safe: each call is written by its shard, and all are read by the admin plane.
 */
public final class CallRecords {

    private final int limit;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<String, CallRecord> live = new ConcurrentHashMap<>();
    private final LinkedHashMap<String, CallRecord> ended = new LinkedHashMap<>();

    private volatile BiConsumer<String, String> legs = (caller, callee) -> {};

    /** Keeps at most {@code limit} ended calls, which is positive. */
    public CallRecords(int limit) {
        this(limit, 0);
    }

    /** @param firstId where names begin to be counted: above those of an earlier process that are still stored */
    public CallRecords(int limit, long firstId) {
        lastId.set(firstId);
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be positive, not " + limit);
        }
        this.limit = limit;
    }

    /** A name for a new call: short, since people type it. */
    public String newId() {
        return "c" + Long.toString(lastId.incrementAndGet(), Character.MAX_RADIX);
    }

    /** Tells {@code watcher} of the Call-IDs of each call's legs, the caller's first, before the callee is asked. On shards. */
    public void watchLegs(BiConsumer<String, String> watcher) {
        legs = watcher;
    }

    /** A call with this Call-ID gets another leg with that one. */
    public void linked(String callId, String otherCallId) {
        legs.accept(callId, otherCallId);
    }

    /** A call that goes on stands like this now; {@link #add} ends it. */
    public void update(CallRecord now) {
        live.put(now.id(), now);
    }

    /** Takes an ended call. */
    public void add(CallRecord last) {
        live.remove(last.id());
        synchronized (ended) {
            if (ended.size() == limit) {
                ended.pollFirstEntry();
            }
            ended.put(last.id(), last);
        }
    }

    /** Calls that go on, the newest first. */
    public List<CallRecord> live() {
        List<CallRecord> now = new ArrayList<>(live.values());
        now.sort(Comparator.comparingLong(CallRecord::startedMillis).reversed());
        return now;
    }

    /** A copy of the ended ones, the last ended first. */
    public List<CallRecord> newestFirst() {
        synchronized (ended) {
            return List.copyOf(ended.sequencedValues().reversed());
        }
    }

    /** The call with this id, else the newest with a leg of this Call-ID. */
    public Optional<CallRecord> find(String idOrCallId) {
        CallRecord found = live.get(idOrCallId);
        if (found == null) {
            synchronized (ended) {
                found = ended.get(idOrCallId);
            }
        }
        return found != null
                ? Optional.of(found)
                : Stream.concat(live().stream(), newestFirst().stream())
                        .filter(call -> call.callId().equals(idOrCallId) || call.otherCallId().equals(idOrCallId))
                        .findFirst();
    }
}
