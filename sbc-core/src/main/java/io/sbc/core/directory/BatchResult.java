package io.sbc.core.directory;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param outcomes one for each draft, in its order
 * @param applied whether it is in the store now; a batch with a refused draft never is
 */
public record BatchResult(List<DraftOutcome> outcomes, boolean applied) {

    public BatchResult {
        outcomes = List.copyOf(outcomes);
    }
}
