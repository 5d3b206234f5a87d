package io.sbc.core.directory.sql;

import io.sbc.core.history.PropertyChange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Changed properties as text: one a line, with tabs between property, before and after, so that a person reads them in the database, too.
 * {@code \t}, {@code \n} and {@code \\} stand for the characters; {@code \-} alone for what is not there.
 */
final class ChangeLines {

    private static final String ABSENT = "\\-";
    private static final int FIELDS = 3;

    private ChangeLines() {}

    static String write(List<PropertyChange> changes) {
        return changes.stream()
                .map(change -> TabbedLines.escaped(change.property()) + "\t" + field(change.before()) + "\t"
                        + field(change.after()))
                .collect(Collectors.joining("\n"));
    }

    /** What was written; a line that somebody spoilt is kept as far as it goes, so that verification finds it. */
    static List<PropertyChange> read(String lines) {
        return lines.isEmpty()
                ? List.of()
                : Arrays.stream(lines.split("\n", -1)).map(line -> line.split("\t", -1)).map(ChangeLines::change)
                        .toList();
    }

    private static PropertyChange change(String[] fields) {
        return fields.length == FIELDS
                ? new PropertyChange(TabbedLines.unescaped(fields[0]), value(fields[1]), value(fields[2]))
                : new PropertyChange(String.join(" ", fields), Optional.empty(), Optional.empty());
    }

    private static String field(Optional<String> value) {
        return value.map(TabbedLines::escaped).orElse(ABSENT);
    }

    private static Optional<String> value(String field) {
        return field.equals(ABSENT) ? Optional.empty() : Optional.of(TabbedLines.unescaped(field));
    }
}
