package io.sbc.core.alarm;

import java.time.Instant;
import java.util.Optional;

/**
 * One alarm, from when it was raised to when it was cleared. Of one kind and subject there is one at a time that is not cleared.
 *
 * @param id grows with every one that is raised; unique on this node
 * @param kind a stable word of the catalogue: {@code pbx-unreachable}
 * @param subject what it is about: a PBX, a file, an address; empty where there is only one such thing
 * @param text what was seen last, in a sentence
 * @param since when it was raised
 * @param times how often the condition came back before it was cleared, the first included
 * @param lastSeen when it came back last
 */
public record AlarmRecord(long id, String kind, Severity severity, String subject, String text, Instant since,
        int times, Instant lastSeen, Optional<Instant> cleared, Optional<Acknowledgement> acknowledgement) {

    /** Longer subjects and texts are cut: some come from the network. */
    public static final int TEXT_MAX = 500;

    /**
     * Somebody has taken care of it, or knows.
     *
     * @param by the name of the account, key or command
     * @param note what that person wrote; may be empty
     */
    public record Acknowledgement(String by, Instant at, String note) {

        public Acknowledgement {
            note = clipped(note);
        }
    }

    public AlarmRecord {
        subject = clipped(subject);
        text = clipped(text);
    }

    /** Just raised. */
    public static AlarmRecord raised(long id, String kind, Severity severity, String subject, String text,
            Instant now) {
        return new AlarmRecord(id, kind, severity, subject, text, now, 1, now, Optional.empty(), Optional.empty());
    }

    /** Whether it goes on. */
    public boolean isActive() {
        return cleared.isEmpty();
    }

    /** What is seen now is this. */
    public AlarmRecord saying(String now) {
        return new AlarmRecord(id, kind, severity, subject, now, since, times, lastSeen, cleared, acknowledgement);
    }

    /** The condition was gone for a moment, and is here again. */
    public AlarmRecord again(Instant now) {
        return new AlarmRecord(id, kind, severity, subject, text, since, times + 1, now, cleared, acknowledgement);
    }

    /** It is over. */
    public AlarmRecord clearedAt(Instant now) {
        return new AlarmRecord(id, kind, severity, subject, text, since, times, lastSeen, Optional.of(now),
                acknowledgement);
    }

    /** Somebody saw to it. */
    public AlarmRecord acknowledgedWith(Acknowledgement by) {
        return new AlarmRecord(id, kind, severity, subject, text, since, times, lastSeen, cleared, Optional.of(by));
    }

    private static String clipped(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= TEXT_MAX ? clean : clean.substring(0, TEXT_MAX - 1) + "…";
    }
}
