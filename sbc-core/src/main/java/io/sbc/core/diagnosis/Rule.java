package io.sbc.core.diagnosis;

import io.sbc.core.diagnosis.Verdict.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * A fault that is known: how it shows, and what to do.
 *
 * @param id stable, in lower case with hyphens
 * @param what happened; {@code %s} is the user of the device
 * @param finder finds its evidence in a recording, or nothing
 */
public record Rule(String id, String what, String cause, String todo, String where, Finder finder) {

    /** Looks at one recording. Pure. */
    @FunctionalInterface
    public interface Finder {

        /** Empty when the rule does not fit. */
        Optional<List<Evidence>> find(RecordedCase recorded);
    }

    Optional<Verdict> judge(RecordedCase recorded) {
        return finder.find(recorded).map(evidence -> new Verdict(id, what.replace("%s", recorded.recording().user()),
                evidence, cause, todo, where));
    }
}
