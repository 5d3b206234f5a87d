package io.sbc.admin.http.events;

import io.sbc.admin.http.Schema;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.events.EventCsv;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.core.access.Permission;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Event;
import io.sbc.core.history.EventFilter;
import io.sbc.core.history.EventPage;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.PropertyChange;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The event history; nothing here writes it.
 *
 * <pre>
 *  GET /api/v1/events              the newest first, at most 1,000 at a time; "next" goes into before= for more
 *  GET /api/v1/events/export.csv   all that fit, the oldest first
 *  GET /api/v1/events/verify       whether the chain of hashes is whole
 * </pre>
 *
 * The first two take {@code from}, {@code until} (RFC 3339), {@code author}, {@code action} (or its first words), {@code subjectKind},
 * {@code subjectId}, {@code tag}, {@code correlationId}, {@code text}.
 */
public final class EventsResource implements AdminResource {

    private static final int PAGE_DEFAULT = 100;
    private static final int PAGE_MAX = 1_000;

    private static final Schema SUBJECT = Schema.object().text("kind").text("id").required("kind", "id");
    private static final Schema CHANGE = Schema.object().text("property").text("before").text("after")
            .required("property");
    private static final Schema ONE = Schema.object().integer("sequence").text("time")
            .object("author",
                    Schema.object().text("kind").text("name").text("address").required("kind", "name", "address"))
            .text("correlationId").text("action").object("subject", SUBJECT).array("changes", CHANGE).texts("tags")
            .text("previous").text("hash").required("sequence", "time", "author", "correlationId", "action", "subject",
                    "changes", "tags", "previous", "hash");
    private static final Map<String, String> FILTER = new LinkedHashMap<>();

    static {
        FILTER.put("from", "Not before this time (RFC 3339)");
        FILTER.put("until", "Before this time");
        FILTER.put("author", "By this account, key, consumer or command");
        FILTER.put("action", "Such as user.created, or its first words");
        FILTER.put("subjectKind", "About this kind of thing");
        FILTER.put("subjectId", "About this one");
        FILTER.put("tag", "With this tag");
        FILTER.put("correlationId", "Of the request with this id");
        FILTER.put("text", "With this text in author, subject, action or changes");
    }

    private final HistoryStore history;

    public EventsResource(HistoryStore history) {
        this.history = history;
    }

    @Override
    public void register(Api api) {
        api.get("/events", Permission.READ_EVENTS, "Who changed what, the newest first", this::list)
                .asks("limit", "How many at most, from 1 to " + PAGE_MAX + "; else " + PAGE_DEFAULT)
                .asks("before", "The next of the page before").asks(FILTER)
                .returns(Schema.object().array("events", ONE).integer("next").required("events"));
        api.get("/events/export.csv", Permission.READ_EVENTS, "The event history as CSV", this::export)
                .asks(FILTER).gives("text/csv");
        api.get("/events/verify", Permission.READ_EVENTS, "Whether the chain of the history is whole", this::verify)
                .returns(Schema.object().flag("intact").integer("entries").integer("removedUpTo").integer("last")
                        .integer("sequence").text("problem").required("intact"));
    }

    private void list(Context context, Caller caller) throws BadInput {
        int limit = (int) number(context, "limit", 1, PAGE_MAX).orElse(PAGE_DEFAULT);
        EventPage page = history.search(filter(context), limit);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("events", page.events().stream().map(EventsResource::fields).toList());
        page.next().ifPresent(next -> document.put("next", next));
        context.json(document);
    }

    private void export(Context context, Caller caller) throws BadInput, IOException {
        EventFilter filter = filter(context);
        context.contentType("text/csv; charset=utf-8");
        context.header("Content-Disposition", "attachment; filename=\"events.csv\"");
        try (Writer out = new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8)) {
            out.write(EventCsv.HEADER);
            history.export(filter, event -> write(out, event));
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    private static void write(Writer out, Event event) {
        try {
            out.write(EventCsv.line(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void verify(Context context, Caller caller) {
        Map<String, Object> document = new LinkedHashMap<>();
        switch (history.verify()) {
            case ChainVerdict.Intact(long entries, long anchor, long last) -> {
                document.put("intact", true);
                document.put("entries", entries);
                document.put("removedUpTo", anchor);
                document.put("last", last);
            }
            case ChainVerdict.Broken(long sequence, String sentence) -> {
                document.put("intact", false);
                document.put("sequence", sequence);
                document.put("problem", sentence);
            }
        }
        context.json(document);
    }

    private static EventFilter filter(Context context) throws BadInput {
        return new EventFilter(instant(context, "from"), instant(context, "until"), given(context, "author"),
                given(context, "action"), given(context, "subjectKind"), given(context, "subjectId"),
                given(context, "tag"), given(context, "correlationId"), given(context, "text"),
                number(context, "before", 1, Long.MAX_VALUE));
    }

    private static Optional<String> given(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(value -> !value.isEmpty());
    }

    private static Optional<Instant> instant(Context context, String name) throws BadInput {
        Optional<String> text = given(context, name);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeParseException noInstant) {
            throw new BadInput(HttpStatus.BAD_REQUEST, name + " has to be a time like 2026-01-31T12:00:00Z.");
        }
    }

    private static OptionalLong number(Context context, String name, long min, long max) throws BadInput {
        Optional<String> text = given(context, name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (text.get().matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return OptionalLong.of(value);
            }
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, name + " has to be a number from " + min + " to " + max + ".");
    }

    private static Map<String, Object> fields(Event event) {
        EventDraft what = event.what();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sequence", event.sequence());
        fields.put("time", event.time().toString());
        fields.put("author", Map.of("kind", what.author().kind().wireName(), "name", what.author().name(), "address",
                what.author().address()));
        fields.put("correlationId", what.author().correlationId());
        fields.put("action", what.action());
        fields.put("subject", Map.of("kind", what.subject().kind(), "id", what.subject().id()));
        fields.put("changes", what.changes().stream().map(EventsResource::fields).toList());
        fields.put("tags", what.tags().stream().sorted().toList());
        fields.put("previous", event.previous());
        fields.put("hash", event.hash());
        return fields;
    }

    private static Map<String, Object> fields(PropertyChange change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("property", change.property());
        change.before().ifPresent(before -> fields.put("before", before));
        change.after().ifPresent(after -> fields.put("after", after));
        return fields;
    }
}
