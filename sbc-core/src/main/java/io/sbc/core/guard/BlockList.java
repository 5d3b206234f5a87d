package io.sbc.core.guard;

import io.sbc.core.config.GuardSettings;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The sources that are shut out, each for a time that doubles with every further block up to the maximum. A block that is
 * over is remembered for as long as the maximum, so that the next one is longer. When the list is full, the block that ends
 * first gives way, but never an operator's. Readers take no lock. Any thread.
 */
final class BlockList {

    private static final int TIMES_MAX = 1_000;
    private static final int DOUBLINGS_MAX = 30;

    /** Two clocks may differ by so much. */
    private static final long SAME_END_NANOS = 1_000_000_000;

    private static final Observer SILENT = new Observer() {

        @Override
        public void kept(Block block) {}

        @Override
        public void forgotten(long key) {}
    };

    private static final Comparator<Block> FIRST_TO_GO = Comparator.comparing(Block::isManual)
            .thenComparing((a, b) -> Long.signum(a.endNanos() - b.endNanos())).thenComparingLong(Block::key);

    private final GuardSettings.Blocks settings;
    private Observer observer = SILENT;
    private final Map<Long, Block> byKey = new ConcurrentHashMap<>();
    private final TreeSet<Block> order = new TreeSet<>(FIRST_TO_GO);

    /** Hears what is to outlive the process. Any thread; must not wait. */
    interface Observer {

        /** A block is made, or is another now. */
        void kept(Block block);

        /** Nothing is known of a source any more. */
        void forgotten(long key);
    }

    BlockList(GuardSettings.Blocks settings) {
        this.settings = settings;
    }

    /** Who hears of every change from now on. */
    synchronized void observe(Observer one) {
        observer = one;
    }

    /** Takes up what an earlier process knew; false when it is of no use any more, or there is no room. */
    synchronized boolean restore(Block block, long nowNanos) {
        if (nowNanos - block.endNanos() >= settings.maximum().toNanos()) {
            return false;
        }
        long longest = nowNanos + settings.maximum().toNanos(); // whatever the wall clock did meanwhile
        boolean tooLong = !block.isManual() && block.endNanos() - longest > 0;
        return put(tooLong
                ? new Block(block.key(), block.reason(), block.datagramsOnly(), block.sinceMillis(), longest,
                        block.times(), block.note())
                : block, nowNanos);
    }

    /**
     * Becomes what all nodes together know, and tells nobody.
     *
     * @param stored by whichever node
     * @param waits whether this node knows better of a source, and has not stored it yet
     */
    synchronized void take(List<Block> stored, LongPredicate waits, long nowNanos) {
        Observer hears = observer;
        observer = SILENT;
        try {
            Set<Long> there = new HashSet<>();
            for (Block block : stored) {
                there.add(block.key());
                if (!waits.test(block.key()) && isNews(block)) {
                    put(block, nowNanos);
                }
            }
            for (Long key : List.copyOf(byKey.keySet())) {
                if (!there.contains(key) && !waits.test(key)) {
                    remove(key);
                }
            }
        } finally {
            observer = hears;
        }
    }

    /** The end is stored in wall-clock time, to the millisecond. */
    private boolean isNews(Block block) {
        Block known = byKey.get(block.key());
        return known == null || known.times() != block.times() || known.reason() != block.reason()
                || known.datagramsOnly() != block.datagramsOnly()
                || Math.abs(known.endNanos() - block.endNanos()) > SAME_END_NANOS;
    }

    /**
     * Whether what comes from there is to be shut out.
     *
     * @param datagram whether it is one; else a connection or something over one
     */
    boolean isBlocked(long key, boolean datagram, long nowNanos) {
        if (byKey.isEmpty()) {
            return false;
        }
        Block block = byKey.get(key);
        return block != null && !block.isOver(nowNanos) && (datagram || !block.datagramsOnly());
    }

    /** Shuts a source out for as long as is its turn; what it has already stays if that is longer. */
    synchronized Block block(long key, BlockReason reason, boolean datagramsOnly, String note, long nowMillis,
            long nowNanos) {
        Block before = byKey.get(key);
        boolean wider = before == null || before.isOver(nowNanos) || (before.datagramsOnly() && !datagramsOnly);
        if (before != null && !wider) {
            return before;
        }
        boolean again = before != null && before.isOver(nowNanos);
        int times = before == null ? 1 : again ? Math.min(TIMES_MAX, before.times() + 1) : before.times();
        long length = settings.first().toNanos() << Math.min(times - 1, DOUBLINGS_MAX);
        long longest = settings.maximum().toNanos();
        long nanos = length <= 0 || length > longest ? longest : length;
        Block made = new Block(key, reason, datagramsOnly, nowMillis, nowNanos + nanos, times, note);
        put(made, nowNanos);
        return made;
    }

    /** An operator's block; empty when the list is full of such. */
    synchronized Optional<Block> blockByOperator(long key, long nanos, String note, long nowMillis, long nowNanos) {
        Block before = byKey.get(key);
        int times = before == null ? 1 : Math.min(TIMES_MAX, before.times() + 1);
        Block made = new Block(key, BlockReason.OPERATOR, false, nowMillis, nowNanos + nanos, times, note);
        return put(made, nowNanos) ? Optional.of(made) : Optional.empty();
    }

    private boolean put(Block block, long nowNanos) {
        remove(block.key());
        forget(nowNanos);
        if (byKey.size() >= settings.entries()) {
            Block first = order.first();
            if (first.isManual()) {
                observer.forgotten(block.key());
                return false;
            }
            remove(first.key());
            observer.forgotten(first.key());
        }
        byKey.put(block.key(), block);
        order.add(block);
        observer.kept(block);
        return true;
    }

    /** Drops what has been over for long. */
    private void forget(long nowNanos) {
        long memory = settings.maximum().toNanos();
        while (!order.isEmpty() && nowNanos - order.first().endNanos() >= memory) {
            long key = order.first().key();
            remove(key);
            observer.forgotten(key);
        }
    }

    /** Lets a source in again, and forgets that it was ever blocked; false when it was not blocked. */
    synchronized boolean unblock(long key, long nowNanos) {
        Block block = remove(key);
        if (block != null) {
            observer.forgotten(key);
        }
        return block != null && !block.isOver(nowNanos);
    }

    private @Nullable Block remove(long key) {
        Block block = byKey.remove(key);
        if (block != null) {
            order.remove(block);
        }
        return block;
    }

    Optional<Block> find(long key, long nowNanos) {
        return Optional.ofNullable(byKey.get(key)).filter(block -> !block.isOver(nowNanos));
    }

    /** Those in force, the one that ends last first. */
    synchronized List<Block> inForce(long nowNanos) {
        return order.descendingSet().stream().filter(block -> !block.isOver(nowNanos)).toList();
    }

    /** How many are in force. */
    synchronized int count(long nowNanos) {
        return (int) order.stream().filter(block -> !block.isOver(nowNanos)).count();
    }
}
