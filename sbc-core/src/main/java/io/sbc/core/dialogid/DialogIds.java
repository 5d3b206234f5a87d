package io.sbc.core.dialogid;

import io.sbc.base.Gauge;
import io.sbc.core.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The dialogs of all calls, found by their Call-ID on either side. One Call-ID may have several: the forks of an INVITE,
 * and, with a PBX that is a proxy, the two calls that share a dialog of the ICP side (lesson 21). Thread-safe; each pair
 * is written by the shard of its call. What does not fit under the limit is not found, and its call goes on without.
 */
public final class DialogIds {

    private record Key(Side side, String callId) {}

    private final int maximum;
    private final AtomicInteger size = new AtomicInteger();
    private final ConcurrentHashMap<Key, List<DialogPair>> byCallId = new ConcurrentHashMap<>();

    /** @param maximum pairs at most */
    public DialogIds(int maximum) {
        this.maximum = maximum;
    }

    /** Adds a pair, or replaces the one with the same ids; false when there is no room. */
    boolean put(DialogPair pair) {
        boolean known = find(Side.SET, pair.set().callId()).stream().anyMatch(pair::isSameAs);
        if (!known && size.incrementAndGet() > maximum) {
            size.decrementAndGet();
            return false;
        }
        for (Side side : Side.values()) {
            byCallId.merge(new Key(side, pair.on(side).callId()), List.of(pair), (before, added) -> with(before, pair));
        }
        return true;
    }

    void remove(DialogPair pair) {
        boolean known = find(Side.SET, pair.set().callId()).stream().anyMatch(pair::isSameAs);
        for (Side side : Side.values()) {
            byCallId.computeIfPresent(new Key(side, pair.on(side).callId()), (_, before) -> without(before, pair));
        }
        if (known) {
            size.decrementAndGet();
        }
    }

    private static List<DialogPair> with(List<DialogPair> before, DialogPair pair) {
        List<DialogPair> after = new ArrayList<>(before);
        after.removeIf(pair::isSameAs);
        after.add(pair);
        return List.copyOf(after);
    }

    private static @Nullable List<DialogPair> without(List<DialogPair> before, DialogPair pair) {
        List<DialogPair> after = before.stream().filter(other -> !pair.isSameAs(other)).toList();
        return after.isEmpty() ? null : after;
    }

    private List<DialogPair> find(Side side, String callId) {
        return byCallId.getOrDefault(new Key(side, callId), List.of());
    }

    /**
     * The pair whose dialog on {@code side} is meant. Where two calls share that dialog, the one which has {@code to-tag}
     * as its own: who is asked for a dialog is who holds that end of it.
     */
    public Optional<DialogPair> find(Side side, DialogRef named) {
        List<DialogPair> candidates = find(side, named.callId());
        return candidates.stream().filter(pair -> pair.asksUs(side, named)).findFirst()
                .or(() -> candidates.stream().filter(pair -> pair.asksPeer(side, named)).findFirst());
    }

    /**
     * The pair in whose dialog on {@code side} we are who is asked: {@code to-tag} is our tag. Not the other call that shares
     * the dialog, which may be all that is left of the two.
     */
    public Optional<DialogPair> findHeld(Side side, DialogRef named) {
        return find(side, named.callId()).stream().filter(pair -> pair.asksUs(side, named)).findFirst();
    }

    /** Pairs that are known now. */
    public int size() {
        return size.get();
    }

    /** For the metrics. */
    public List<Gauge> gauges() {
        return List.of(new Gauge("sbc_dialog_ids", "Pairs of dialogs that each side can name to the other", size::get));
    }
}
