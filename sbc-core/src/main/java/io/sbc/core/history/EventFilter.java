package io.sbc.core.history;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which entries somebody wants to see; what is left empty does not matter. All that is given has to be true.
 *
 * @param from not before this moment
 * @param until before this moment
 * @param author exactly the name of the account, key or consumer
 * @param action an action, or the beginning of one up to a dot: {@code user} finds {@code user.created}
 * @param text stands somewhere in author, subject, action or changes; case does not matter for ASCII
 * @param before only entries with a smaller sequence: how the next page is asked for
 */
public record EventFilter(Optional<Instant> from, Optional<Instant> until, Optional<String> author,
        Optional<String> action, Optional<String> subjectKind, Optional<String> subjectId, Optional<String> tag,
        Optional<String> correlationId, Optional<String> text, OptionalLong before) {

    /** Every entry. */
    public static final EventFilter ALL = new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), OptionalLong.empty());

    /** Whether only reading every entry tells which ones fit: neither subject, author nor time narrows it. */
    public boolean needsEveryEntry() {
        boolean narrow = subjectId.isPresent() || author.isPresent() || from.isPresent() || until.isPresent();
        return !narrow && (text.isPresent() || tag.isPresent() || action.isPresent() || correlationId.isPresent());
    }

    /** The same, only entries before that one. */
    public EventFilter before(long sequence) {
        return new EventFilter(from, until, author, action, subjectKind, subjectId, tag, correlationId, text,
                OptionalLong.of(sequence));
    }

    /** The entries about one thing. */
    public static EventFilter about(Subject subject) {
        return new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(subject.kind()), Optional.of(subject.id()), Optional.empty(), Optional.empty(),
                Optional.empty(), OptionalLong.empty());
    }
}
