package io.sbc.core.diagnosis;

import io.sbc.core.diagnosis.Verdict.Evidence;
import io.sbc.core.recorder.Recording;
import java.util.List;
import java.util.Optional;

/**
 * A fault that is known: how it shows, and what to do.
 *
 * @param id stable, in lower case with hyphens
 * @param what happened; {@code %s} is the user of the device, or who the caller says it is
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
        return finder.find(recorded).map(evidence -> new Verdict(id, what.replace("%s", who(recorded.recording())),
                evidence, cause, todo, where));
    }

    /** An INVITE that was refused at the door has no device: it is called by who it says it is of, or by its address. */
    private static String who(Recording recording) {
        return !recording.user().isEmpty()
                ? recording.user()
                : recording.caller().isEmpty() ? recording.source() : recording.caller();
    }
}
