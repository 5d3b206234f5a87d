package io.sbc.admin.http.alarms;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.alarm.AlarmDocument;
import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmService;
import io.sbc.admin.alarm.send.Couriers;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.JsonBody;
import io.sbc.admin.http.Schema;
import io.sbc.core.access.Permission;
import io.sbc.core.alarm.AlarmFilter;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.Severity;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Alarms.
 *
 * <pre>
 *  GET  /api/v1/alarms                    those that go on, the worst first; with ?state=cleared or all, from the store, the newest first
 *  GET  /api/v1/alarms/catalogue          every alarm there can be, what it means and what to do
 *  GET  /api/v1/alarms/{id}
 *  POST /api/v1/alarms/{id}/acknowledge   {"note": "..."}
 *  POST /api/v1/alarms/test               {}: a test message on every way out, and what came of it
 * </pre>
 *
 * Filters: {@code severity}, {@code kind}, {@code subject}, {@code from}, {@code until}; pages: {@code limit}, {@code before} an id.
 */
public final class AlarmsResource implements AdminResource {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final int NOTE_MAX = 500;
    private static final Schema ALARM = Schema.object().text("id").text("kind").text("name").text("severity")
            .text("subject").text("text").text("since").text("state").integer("times").text("lastSeen")
            .text("meaning").text("cause").text("remedy").text("clearedAt")
            .object("acknowledged", Schema.object().text("by").text("at").text("note"))
            .required("id", "kind", "name", "severity", "subject", "text", "since", "state", "times", "lastSeen");
    private static final Schema KIND = Schema.object().text("kind").text("name").text("severity").text("meaning")
            .text("cause").text("remedy").text("raised").text("cleared")
            .required("kind", "name", "severity", "meaning", "cause", "remedy", "raised", "cleared");
    private static final Map<String, String> PARAMETERS = new LinkedHashMap<>();

    static {
        PARAMETERS.put("state", "active, cleared or all; else active");
        PARAMETERS.put("severity", "critical, major or minor");
        PARAMETERS.put("kind", "Of this kind");
        PARAMETERS.put("subject", "About this");
        PARAMETERS.put("from", "Not before this time, such as 2026-01-31T12:00:00Z");
        PARAMETERS.put("until", "Before this time");
        PARAMETERS.put("limit", "How many at most, from 1 to " + LIMIT_MAX + "; else " + LIMIT_DEFAULT);
        PARAMETERS.put("before", "The next of the page before");
    }

    private final AlarmService alarms;
    private final Couriers couriers;

    public AlarmsResource(AlarmService alarms, Couriers couriers) {
        this.alarms = alarms;
        this.couriers = couriers;
    }

    @Override
    public void register(Api api) {
        api.get("/alarms", Permission.READ_STATUS, "Alarms that go on, and with state=cleared or all those of the past",
                this::list).asks(PARAMETERS)
                .returns(Schema.object()
                        .object("counts", Schema.object().integer("critical").integer("major").integer("minor"))
                        .array("alarms", ALARM).text("next").required("counts", "alarms"));
        api.get("/alarms/catalogue", Permission.READ_STATUS, "Every alarm there can be", this::catalogue)
                .returns(Schema.object().array("kinds", KIND).required("kinds"));
        api.get("/alarms/{id}", Permission.READ_STATUS, "One alarm", this::one).returns(ALARM);
        api.post("/alarms/{id}/acknowledge", Permission.OPERATE, "Say that somebody sees to it", this::acknowledge)
                .takes(Schema.object().text("note")).returns(ALARM);
        api.post("/alarms/test", Permission.OPERATE, "Try whether messages about alarms arrive", this::test)
                .returns(Schema.object().array("channels",
                        Schema.object().text("channel").text("target").flag("delivered").text("problem")));
    }

    private void list(Context context, Caller caller) throws BadInput {
        int limit = (int) number(context, "limit", LIMIT_MAX).orElse(LIMIT_DEFAULT);
        Optional<Boolean> active = active(context);
        AlarmFilter filter = filter(context, active);
        List<AlarmRecord> found = active.orElse(false)
                ? alarms.active().stream().filter(filter::wants).limit(limit).toList()
                : alarms.find(filter, limit);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("counts", counts());
        answer.put("alarms", found.stream().map(AlarmDocument::of).toList());
        if (!active.orElse(false) && found.size() == limit) {
            answer.put("next", Long.toString(found.getLast().id()));
        }
        context.json(answer);
    }

    private Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        Arrays.stream(Severity.values()).forEach(each -> counts.put(each.wireName(), alarms.count(each)));
        return counts;
    }

    private void catalogue(Context context, Caller caller) {
        context.json(Map.of("kinds", Arrays.stream(AlarmKind.values()).map(kind -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", kind.wireName());
            fields.put("name", kind.title());
            fields.put("severity", kind.severity().wireName());
            fields.put("meaning", kind.meaning());
            fields.put("cause", kind.cause());
            fields.put("remedy", kind.remedy());
            fields.put("raised", kind.raised());
            fields.put("cleared", kind.cleared());
            return fields;
        }).toList()));
    }

    private void one(Context context, Caller caller) throws BadInput {
        context.json(AlarmDocument.of(alarms.find(id(context)).orElseThrow(() -> unknown(context))));
    }

    private void acknowledge(Context context, Caller caller) throws BadInput {
        String note = JsonBody.of(context).knowingOnly(Set.of("note")).text("note").orElse("");
        if (note.length() > NOTE_MAX) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "note may have " + NOTE_MAX + " characters.");
        }
        context.json(AlarmDocument.of(alarms.acknowledge(id(context), note, caller.authorship())
                .orElseThrow(() -> unknown(context))));
    }

    private void test(Context context, Caller caller) throws InterruptedException {
        context.json(Map.of("channels", couriers.test(caller.authorship().name()).stream().map(trial -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("channel", trial.channel());
            fields.put("target", trial.target());
            fields.put("delivered", trial.problem().isEmpty());
            trial.problem().ifPresent(problem -> fields.put("problem", problem));
            return fields;
        }).toList()));
    }

    private static long id(Context context) throws BadInput {
        String text = context.pathParam("id");
        if (!text.matches("[0-9]{1,18}")) {
            throw unknown(context);
        }
        return Long.parseLong(text);
    }

    private static BadInput unknown(Context context) {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no alarm " + context.pathParam("id") + ".");
    }

    /** Those that go on, if nothing is said. */
    private static Optional<Boolean> active(Context context) throws BadInput {
        return switch (given(context, "state").orElse("active")) {
            case "active" -> Optional.of(true);
            case "cleared" -> Optional.of(false);
            case "all" -> Optional.empty();
            default -> throw new BadInput(HttpStatus.BAD_REQUEST, "state has to be active, cleared or all.",
                    Map.of("field", "state"));
        };
    }

    private static AlarmFilter filter(Context context, Optional<Boolean> active) throws BadInput {
        Optional<Severity> severity = given(context, "severity").flatMap(Severity::named);
        if (severity.isEmpty() && given(context, "severity").isPresent()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "severity has to be critical, major or minor.",
                    Map.of("field", "severity"));
        }
        return new AlarmFilter(active, severity, given(context, "kind"),
                given(context, "subject"), instant(context, "from"), instant(context, "until"),
                number(context, "before", Long.MAX_VALUE));
    }

    private static Optional<String> given(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(value -> !value.isEmpty());
    }

    private static Optional<Instant> instant(Context context, String name) throws BadInput {
        try {
            return given(context, name).map(Instant::parse);
        } catch (DateTimeParseException noInstant) {
            throw new BadInput(HttpStatus.BAD_REQUEST, name + " has to be a time like 2026-01-31T12:00:00Z.",
                    Map.of("field", name));
        }
    }

    private static OptionalLong number(Context context, String name, long max) throws BadInput {
        Optional<String> text = given(context, name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (text.get().matches("[1-9][0-9]{0,17}") && Long.parseLong(text.get()) <= max) {
            return OptionalLong.of(Long.parseLong(text.get()));
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, name + " has to be a number from 1 to " + max + ".",
                Map.of("field", name));
    }
}
