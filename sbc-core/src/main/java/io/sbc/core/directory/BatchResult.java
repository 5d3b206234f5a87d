package io.sbc.core.directory;

import java.util.List;
import java.util.Optional;

/**
 * What became of a batch.
 *
 * @param outcomes one for each draft, in its order
 * @param applied whether it is in the store now; a batch with a refused draft never is
 * @param excess present when there would be more devices than there may be
 * @param stale whether a user is not what the batch was made from: nothing was looked at, there are no outcomes
 */
public record BatchResult(List<DraftOutcome> outcomes, boolean applied, Optional<Excess> excess, boolean stale) {

    /** Somebody else was faster. */
    public static final BatchResult STALE = new BatchResult(List.of(), false, Optional.empty(), true);

    /**
     * Too many devices.
     *
     * @param devices that are there
     * @param more that the batch would make
     * @param devicesMax that there may be
     */
    public record Excess(int devices, int more, int devicesMax) {}

    public BatchResult {
        outcomes = List.copyOf(outcomes);
    }

    /** One that was not held against a number. */
    public BatchResult(List<DraftOutcome> outcomes, boolean applied) {
        this(outcomes, applied, Optional.empty());
    }

    /** One that was made from what there is. */
    public BatchResult(List<DraftOutcome> outcomes, boolean applied, Optional<Excess> excess) {
        this(outcomes, applied, excess, false);
    }
}
