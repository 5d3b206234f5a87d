package io.sbc.core.history;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An entry that has no place in the history yet.
 *
 * @param action what was done, as {@code subject.verb}: {@code user.created}
 * @param tags words to find it by: {@code provisioning}, {@code access}, {@code settings}, {@code security}
 */
public record EventDraft(Authorship author, String action, Subject subject, List<PropertyChange> changes,
        Set<String> tags) {

    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

    public EventDraft {
        author = new Authorship(author.kind(), EventText.clipped(author.name()), EventText.clipped(author.address()),
                EventText.clipped(author.correlationId()));
        changes = List.copyOf(changes);
        tags = Set.copyOf(tags);
        if (!WORD.matcher(action).matches() || !tags.stream().allMatch(tag -> WORD.matcher(tag).matches())) {
            throw new IllegalArgumentException("not a word: " + action + " " + tags);
        }
    }

    /** The usual way to say it. */
    public static EventDraft of(Authorship author, String action, Subject subject, List<PropertyChange> changes,
            String... tags) {
        return new EventDraft(author, action, subject, changes,
                Arrays.stream(tags).collect(Collectors.toUnmodifiableSet()));
    }
}
