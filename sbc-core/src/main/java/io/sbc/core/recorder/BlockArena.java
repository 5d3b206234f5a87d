package io.sbc.core.recorder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Blocks of octets up to a limit, made when first needed and used again. Owned by one shard; only {@link #octets} is for others. */
final class BlockArena {

    /** A SIP message of usual length, or two. Octets. */
    static final int BLOCK = 2048;

    private final int limit;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private int made;
    private int taken;

    /** {@code taken} for other threads, which need not have it at once: a full fence for each block is felt. */
    private final AtomicInteger used = new AtomicInteger();

    /** @param octets the budget; at least one block is given */
    BlockArena(long octets) {
        this.limit = Math.clamp(octets / BLOCK, 1, Integer.MAX_VALUE);
    }

    /** A block, or null when all are in use. */
    byte @Nullable [] take() {
        byte[] block = free.pollLast();
        if (block == null && made < limit) {
            block = new byte[BLOCK];
            made++;
        }
        if (block != null) {
            taken++;
            used.setRelease(taken);
        }
        return block;
    }

    void giveBack(byte[] block) {
        taken--;
        used.setRelease(taken);
        free.addLast(block);
    }

    /** In use now. Any thread. */
    long octets() {
        return (long) used.getAcquire() * BLOCK;
    }
}
