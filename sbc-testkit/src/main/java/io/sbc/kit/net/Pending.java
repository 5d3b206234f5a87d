package io.sbc.kit.net;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Something that will have happened: a future whose waiting always has a limit, and whose failure says what was waited for.
 */
public final class Pending<T> {
    /** Long enough for a busy machine, short enough to see a test hang: nothing on loopback takes seconds. */
    public static final Duration USUAL_LIMIT = Duration.ofSeconds(30);

    private final String what;
    private final CompletableFuture<T> result;

    public Pending(String what, CompletableFuture<T> result) {
        this.what = what;
        this.result = result;
    }

    /** Waits {@link #USUAL_LIMIT}. */
    public T await() {
        return await(USUAL_LIMIT);
    }

    /**
     * Waits.
     *
     * @throws IllegalStateException when it failed or did not happen in time
     */
    public T await(Duration limit) {
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + ": nothing within " + limit, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + ": interrupted", e);
        }
    }

    /** Whether it has happened, or failed. */
    public boolean isDone() {
        return result.isDone();
    }
}
