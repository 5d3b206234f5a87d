package io.sbc.core.directory;

import io.sbc.core.directory.StoreException.Reason;
import java.util.Optional;
import java.util.function.Supplier;

/** Changes that are made anew from what there is now, when another node was faster. */
public final class Attempts {

    /** How often; each time somebody else got through. */
    private static final int TRIES = 20;

    private Attempts() {}

    /**
     * What the change came to.
     *
     * @param change empty when what it was made from is no longer so
     * @throws StoreException when others are faster all the time
     */
    public static <T> T untilNobodyInterferes(Supplier<Optional<T>> change) {
        for (int i = 0; i < TRIES; i++) {
            Optional<T> outcome = change.get();
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new StoreException(Reason.UNAVAILABLE, "other nodes change the same all the time",
                new IllegalStateException("stale " + TRIES + " times"));
    }
}
