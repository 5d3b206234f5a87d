package io.sbc.core.diagnosis;

import io.sbc.core.recorder.Recording;
import java.util.Optional;

/**
 * A fault that is known: how it shows, and what to do.
 *
 * @param id stable, in lower case with hyphens
 * @param what happened; {@code %s} is the user of the device, or who the caller says it is
 * @param was the same of missing audio when it is over: it came back, or the call ended; else the same as {@code what}
 * @param finder finds its evidence in a recording, or nothing
 */
public record Rule(String id, String what, String was, String cause, String todo, String where, Finder finder) {

    /** Of what does not come and go. */
    public Rule(String id, String what, String cause, String todo, String where, Finder finder) {
        this(id, what, what, cause, todo, where, finder);
    }

    /** Looks at one recording. Pure. */
    @FunctionalInterface
    public interface Finder {

        /** Empty when the rule does not fit. */
        Optional<Found> find(RecordedCase recorded);
    }

    Optional<Verdict> judge(RecordedCase recorded) {
        return finder.find(recorded).map(found -> new Verdict(id, words(found).replace("%s", who(recorded.recording())),
                found.evidence(), cause, todo, where, found.missing()));
    }

    private String words(Found found) {
        return found.missing().isEmpty()
                ? what
                : (MissingWords.lasts(found.missing()) ? what : was) + MissingWords.of(found.missing());
    }

    /** An INVITE that was refused at the door has no device: it is called by who it says it is of, or by its address. */
    private static String who(Recording recording) {
        return !recording.user().isEmpty()
                ? recording.user()
                : recording.caller().isEmpty() ? recording.source() : recording.caller();
    }
}
