package io.sbc.core.registrar;

import io.sbc.base.Timers.Timer;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.transaction.ServerTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The REGISTERs of one device that wait for the PBX, each for a while at most. On the device's shard. */
final class WaitingRegisters {

    /** How many may: each of a device's phones and one repetition of it. */
    static final int MAX = 8;

    /** A phone's transaction lasts 64*T1 = 32 s; it hears of us before it gives up. */
    static final Duration WAIT = Duration.ofSeconds(20);

    private final ShardContext shard;
    private final Consumer<ServerTransaction> onWaitedTooLong;
    private final List<Waiting> waiting = new ArrayList<>(1);

    /** One of them. */
    static final class Waiting {
        final ServerTransaction transaction;
        final RegisterRequest request;
        private @Nullable Timer timer;

        private Waiting(ServerTransaction transaction, RegisterRequest request) {
            this.transaction = transaction;
            this.request = request;
        }
    }

    /** @param onWaitedTooLong gets what was not {@link #take taken} in {@link #WAIT}, and is to answer it */
    WaitingRegisters(ShardContext shard, Consumer<ServerTransaction> onWaitedTooLong) {
        this.shard = shard;
        this.onWaitedTooLong = onWaitedTooLong;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isFull() {
        return waiting.size() >= MAX;
    }

    void add(ServerTransaction transaction, RegisterRequest request) {
        Waiting waits = new Waiting(transaction, request);
        waits.timer = shard.schedule(WAIT.toNanos(), () -> {
            waiting.remove(waits);
            onWaitedTooLong.accept(transaction);
        });
        waiting.add(waits);
    }

    /** All of them, in the order in which they came; none waits any more. */
    List<Waiting> take() {
        List<Waiting> taken = List.copyOf(waiting);
        waiting.clear();
        for (Waiting waits : taken) {
            if (waits.timer != null) {
                waits.timer.cancel();
            }
        }
        return taken;
    }
}
