package io.sbc.core.directory.sql;

import io.sbc.core.directory.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. Whatever waits when it is free becomes one transaction and is acknowledged by one commit, since waiting for the disk is
 * what a write costs. Each work sees what those before it did. If one of several fails, nothing of the group is kept, and each is done once more by
 * itself: no work may mind that. A thread of the system, so that the disk holds up no virtual threads but those that wait for it.
 */
final class GroupedWriter implements AutoCloseable {

    /** Works in one transaction. */
    static final int GROUP_MAX = 64;
    /** Works that wait to be taken; whoever brings one more waits before them. */
    static final int WAITING_MAX = 256;

    private final Consumer<Consumer<Handle>> transaction;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Deque<Wish<?>> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean closed;

    /** What somebody waits for. */
    private static final class Wish<T> {

        private final Function<Handle, T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;
        private boolean failed;

        Wish(Function<Handle, T> work) {
            this.work = work;
        }

        void run(Handle open) {
            failed = true;
            result = work.apply(open);
            failed = false;
        }

        void committed() {
            done.complete(Objects.requireNonNull(result, "a work that was committed has run"));
        }
    }

    /** @param transaction runs what it is given in a transaction, and commits it; what it throws says that nothing was changed */
    GroupedWriter(Consumer<Consumer<Handle>> transaction) {
        this.transaction = transaction;
        thread = Thread.ofPlatform().daemon().name("store-writer").unstarted(this::serveUntilClosed);
    }

    GroupedWriter start() {
        thread.start();
        return this;
    }

    /** Returns what the work gave when it is committed, or throws what it threw. Any thread but that of a work. */
    <T> T write(Function<Handle, T> work) {
        if (thread.equals(Thread.currentThread())) {
            throw new IllegalStateException("a work that writes cannot wait for another one");
        }
        Wish<T> wish = new Wish<>(work);
        lock.lock();
        try {
            while (waiting.size() >= WAITING_MAX && !closed) {
                moved.awaitUninterruptibly();
            }
            if (closed) {
                throw new StoreException("the database is closed");
            }
            waiting.add(wish);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            return wish.done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException ours ? ours : e;
        }
    }

    /** How many works wait to be taken. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void serveUntilClosed() {
        for (List<Wish<?>> group = next(); !group.isEmpty(); group = next()) {
            serve(group);
        }
    }

    /** Empty once it is closed and nothing waits. */
    private List<Wish<?>> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                moved.awaitUninterruptibly();
            }
            List<Wish<?>> group = new ArrayList<>();
            while (!waiting.isEmpty() && group.size() < GROUP_MAX) {
                group.add(waiting.remove());
            }
            moved.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void serve(List<Wish<?>> group) {
        try {
            transaction.accept(open -> group.forEach(wish -> wish.run(open)));
            group.forEach(Wish::committed);
        } catch (RuntimeException | Error failure) {
            if (group.size() > 1 && group.stream().anyMatch(wish -> wish.failed)) {
                group.forEach(wish -> wish.failed = false);
                group.forEach(wish -> serve(List.of(wish)));
            } else {
                group.forEach(wish -> wish.done.completeExceptionally(failure));
            }
        }
    }

    /** What waits is still done. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
