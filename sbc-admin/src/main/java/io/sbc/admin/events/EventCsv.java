package io.sbc.admin.events;

import io.sbc.core.history.Event;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.PropertyChange;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Entries of the history as CSV (RFC 4180), one a line. A value that a spreadsheet would take for a formula gets an apostrophe in front:
 * names and addresses come from outside.
 */
public final class EventCsv {

    /** The first line. */
    public static final String HEADER = "sequence,time,author kind,author,address,correlation id,action,subject kind,"
            + "subject,changes,tags,previous,hash\r\n";

    private static final String FORMULA = "=+-@\t\r";

    private EventCsv() {}

    /** One line with its end. */
    public static String line(Event event) {
        EventDraft what = event.what();
        return Stream.of(Long.toString(event.sequence()), event.time().toString(), what.author().kind().name(),
                what.author().name(), what.author().address(), what.author().correlationId(), what.action(),
                what.subject().kind(), what.subject().id(),
                what.changes().stream().map(EventCsv::change).collect(Collectors.joining("; ")),
                what.tags().stream().sorted().collect(Collectors.joining(" ")), event.previous(), event.hash())
                .map(EventCsv::field).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String change(PropertyChange change) {
        return change.property() + ": " + change.before().orElse("(none)") + " -> " + change.after().orElse("(none)");
    }

    private static String field(String value) {
        String harmless = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        boolean plain = harmless.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
