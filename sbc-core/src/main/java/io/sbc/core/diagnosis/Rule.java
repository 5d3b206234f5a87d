package io.sbc.core.diagnosis;

import io.sbc.media.api.MediaSide;
import java.util.Optional;
import java.util.Set;

/**
 * A fault that is known: how it shows, and what to do. Texts name who is meant by the words of {@link Parties}.
 *
 * @param id stable, in lower case with hyphens
 * @param what happened
 * @param was the same of missing audio when it is over: it came back, or the call ended; else the same as {@code what}
 * @param ofPhone what to say when it is the phone's side, or nobody's in particular
 * @param ofPbx when it is the PBX's side
 * @param finder finds its evidence in a recording, or nothing
 */
public record Rule(String id, String what, String was, Advice ofPhone, Advice ofPbx, Finder finder) {

    /** Of what does not come and go. */
    Rule(String id, String what, String cause, String todo, String where, Finder finder) {
        this(id, what, what, cause, todo, where, finder);
    }

    /** Whose advice is the same whichever side it is. */
    Rule(String id, String what, String was, String cause, String todo, String where, Finder finder) {
        this(id, what, was, new Advice(cause, todo, where), new Advice(cause, todo, where), finder);
    }

    /** Looks at one recording. Pure. */
    @FunctionalInterface
    public interface Finder {

        /** Empty when the rule does not fit. */
        Optional<Found> find(RecordedCase recorded);
    }

    Optional<Verdict> judge(RecordedCase recorded) {
        return finder.find(recorded).map(found -> {
            Parties parties = Parties.of(recorded);
            Advice advice = advice(found.about());
            return new Verdict(id, parties.fill(words(found), found.about()), found.evidence(),
                    parties.advise(advice.cause(), found.about()), parties.advise(advice.todo(), found.about()),
                    parties.advise(advice.where(), found.about()), found.missing());
        });
    }

    private Advice advice(Set<MediaSide> about) {
        if (!about.contains(MediaSide.ICP)) {
            return ofPhone;
        }
        return about.contains(MediaSide.SET) ? ofPhone.and(ofPbx) : ofPbx;
    }

    private String words(Found found) {
        return found.missing().isEmpty()
                ? what
                : (MissingWords.lasts(found.missing()) ? what : was) + MissingWords.of(found.missing());
    }
}
