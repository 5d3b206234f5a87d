package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.core.access.Permission;
import io.sbc.admin.http.recordings.RecordingDocument;
import io.sbc.core.diagnosis.Diagnosis;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.CallRecords;
import io.sbc.core.record.MediaNote;
import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.CallQuery;
import io.sbc.core.recorder.FlightRecorder;
import io.sbc.core.recorder.Recording;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calls there are, and those that were lately.
 *
 * <pre>
 *  GET /api/v1/calls?state=live|ended&amp;limit=100   the newest first, live ones before ended ones
 *  GET /api/v1/calls?number=1001&amp;outcome=failed   ended calls, stored ones too, by number, callId, address, from, to, outcome, rule;
 *                                                 limit at a time, the next page with before={next}
 *  GET /api/v1/calls/{id}                         one call with its legs, media, verdicts and diagnosis; a Call-ID will do, too
 * </pre>
 *
 * Nothing in it identifies a key.
 */
public final class CallsResource implements AdminResource {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final Set<String> TAKEN_UP = Set.of("restored", "lost-in-restart");

    /** What is common to calls in memory and to stored ones; the rest is of the one or the other. */
    private static final Schema LISTED = CallDocument.SUMMARY.and(RecordingDocument.SUMMARY)
            .requiring("id", "state", "caller", "callee", "started");
    private static final Schema SHOWN = CallDocument.WHOLE.and(RecordingDocument.RECORDING)
            .array("diagnosis", RecordingDocument.VERDICT).requiring("id", "caller", "callee", "started");
    private static final Map<String, String> PARAMETERS = new LinkedHashMap<>();

    static {
        PARAMETERS.put("state", "live or ended; else both");
        PARAMETERS.put("limit", "How many at most, from 1 to " + LIMIT_MAX + "; else " + LIMIT_DEFAULT);
        PARAMETERS.put("before", "The next of the page before, of stored calls");
        PARAMETERS.put("number", "Who called or was called");
        PARAMETERS.put("callId", "A Call-ID of either leg");
        PARAMETERS.put("address", "Where the call came from");
        PARAMETERS.put("from", "Not before this time, such as 2026-01-31T12:00:00Z");
        PARAMETERS.put("to", "Before this time");
        PARAMETERS.put("outcome", "answered, failed, poor, or a status");
        PARAMETERS.put("rule", "Of which a rule of the diagnosis said something");
    }

    private final CallRecords records;
    private final Optional<FlightRecorder> recorder;

    /** Of what is in memory only. */
    public CallsResource(CallRecords records) {
        this(records, Optional.empty());
    }

    /** @param recorder knows the stored calls, and what was wrong; empty while it is switched off */
    public CallsResource(CallRecords records, Optional<FlightRecorder> recorder) {
        this.records = records;
        this.recorder = recorder;
    }

    @Override
    public void register(Api api) {
        api.get("/calls", Permission.READ_STATUS, "Live calls and those that ended lately; with a filter, stored ones",
                this::list).asks(PARAMETERS)
                .returns(Schema.object().integer("live").integer("ended").array("calls", LISTED).integer("next")
                        .required("calls"));
        api.get("/calls/{id}", Permission.READ_STATUS, "One call: legs, media, verdicts, diagnosis", this::show)
                .returns(SHOWN);
    }

    private void list(Context context, Caller caller) throws BadInput {
        Optional<Integer> limit = limit(context.queryParam("limit"));
        String state = Optional.ofNullable(context.queryParam("state")).orElse("");
        if (limit.isEmpty()) {
            new Problem(HttpStatus.BAD_REQUEST, "limit has to be from 1 to " + LIMIT_MAX + ".").send(context);
            return;
        }
        if (!List.of("", "live", "ended").contains(state)) {
            new Problem(HttpStatus.BAD_REQUEST, "state has to be live or ended.").send(context);
            return;
        }
        CallQuery query = query(context, limit.get());
        if (!query.equals(CallQuery.newest(limit.get())) && recorder.isPresent()) {
            context.json(stored(recorder.get().find(query), query.limit()));
            return;
        }
        context.json(newest(query, state, limit.get()));
    }

    private static Map<String, Object> stored(List<ArchivedCall> found, int limit) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("calls", found.stream().map(CallsResource::summary).toList());
        if (found.size() == limit) {
            document.put("next", found.getLast().number());
        }
        return document;
    }

    /** What is in memory, and behind it what is stored of before this process. */
    private Map<String, Object> newest(CallQuery query, String state, int limit) {
        List<CallRecord> live = state.equals("ended") ? List.of() : records.live();
        List<CallRecord> ended = state.equals("live") ? List.of() : records.newestFirst();
        List<ArchivedCall> stored = state.equals("live")
                ? List.of()
                : recorder.map(flight -> flight.find(query)).orElse(List.of());
        Map<String, String> rules = rules(stored);
        List<Map<String, Object>> calls = new ArrayList<>();
        for (List<CallRecord> some : List.of(live, ended)) {
            some.stream().limit(limit - calls.size()).map(call -> summary(call, rules)).forEach(calls::add);
        }
        List<ArchivedCall> before = before(ended, stored);
        before.stream().limit(limit - calls.size()).map(CallsResource::summary).forEach(calls::add);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("live", live.size());
        document.put("ended", ended.size() + before.size());
        document.put("calls", calls);
        return document;
    }

    /** Stored calls of before this process, which has only its own in memory, and those that it went on with. */
    private static List<ArchivedCall> before(List<CallRecord> ended, List<ArchivedCall> stored) {
        long oldestMillis = ended.stream().mapToLong(CallsResource::takenUpMillis).min().orElse(Long.MAX_VALUE);
        Set<String> known = ended.stream().map(CallRecord::id).collect(Collectors.toSet());
        return stored.stream().filter(call -> call.recording().startedMillis() <= oldestMillis
                && !known.contains(call.recording().id())).toList();
    }

    /** When this process began with a call: one that outlived a restart is older than many that ended before it. */
    private static long takenUpMillis(CallRecord call) {
        return call.notes().stream().filter(note -> TAKEN_UP.contains(note.kind())).mapToLong(MediaNote::atMillis)
                .findFirst().orElse(call.startedMillis());
    }

    /** What was found wrong with stored calls, by their ids: it was judged when they were stored. */
    private static Map<String, String> rules(List<ArchivedCall> calls) {
        return calls.stream()
                .filter(stored -> !stored.rule().isEmpty())
                .collect(Collectors.toMap(stored -> stored.recording().id(), ArchivedCall::rule, (one, _) -> one));
    }

    /** As one in memory, with what call control knew of it: nothing of an INVITE that was refused at the door. */
    private static Map<String, Object> summary(ArchivedCall stored) {
        Map<String, Object> fields = RecordingDocument.summary(stored);
        FlightRecorder.opened(stored).call().ifPresent(call -> CallDocument.summary(call).forEach(fields::putIfAbsent));
        return fields;
    }

    private static Map<String, Object> summary(CallRecord call, Map<String, String> rules) {
        Map<String, Object> fields = CallDocument.summary(call);
        if (rules.containsKey(call.id())) {
            fields.put("rule", rules.get(call.id()));
        }
        return fields;
    }

    private static Optional<Integer> limit(@Nullable String text) {
        if (text == null) {
            return Optional.of(LIMIT_DEFAULT);
        }
        return text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= LIMIT_MAX
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }

    /** What is looked for among ended calls; without any of it the newest in memory are shown. */
    private static CallQuery query(Context context, int limit) throws BadInput {
        Optional<String> outcome = parameter(context, "outcome");
        if (outcome.filter(text -> !text.matches("answered|failed|poor|[1-6][0-9]{2}")).isPresent()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "outcome has to be answered, failed, poor or a status.");
        }
        return new CallQuery(parameter(context, "number"), parameter(context, "callId"), parameter(context, "address"),
                time(context, "from"), time(context, "to"), outcome, parameter(context, "rule"), before(context),
                limit);
    }

    private static Optional<String> parameter(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isEmpty());
    }

    /** Where the next page begins: {@code next} of the page before. */
    private static OptionalLong before(Context context) throws BadInput {
        Optional<String> text = parameter(context, "before");
        if (text.isPresent() && !text.get().matches("[0-9]{1,18}")) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "before has to be the next of another page.");
        }
        return text.map(number -> OptionalLong.of(Long.parseLong(number))).orElseGet(OptionalLong::empty);
    }

    private static OptionalLong time(Context context, String name) throws BadInput {
        Optional<String> text = parameter(context, name);
        try {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Instant.parse(text.get()).toEpochMilli());
        } catch (DateTimeException malformed) {
            throw new BadInput(HttpStatus.BAD_REQUEST, name + " has to be a time such as 2026-01-31T12:00:00Z.");
        }
    }

    private void show(Context context, Caller caller) {
        String id = context.pathParam("id");
        Optional<Recording> recording = recorder.flatMap(flight -> flight.call(id));
        Optional<CallRecord> call = records.find(id).or(() -> recording.flatMap(Recording::call));
        if (call.isEmpty() && recording.isEmpty()) {
            new Problem(HttpStatus.NOT_FOUND, "There is no such call, or it was forgotten.").send(context);
            return;
        }
        Map<String, Object> document = new LinkedHashMap<>(
                call.map(CallDocument::whole).orElseGet(() -> RecordingDocument.of(recording.orElseThrow())));
        recording.ifPresent(recorded -> document.put("diagnosis", RecordingDocument.diagnosis(Diagnosis.of(recorded))));
        context.json(document);
    }
}
