package io.sbc.admin.http.recordings;

import io.sbc.admin.http.Schema;
import io.sbc.core.diagnosis.Verdict;
import io.sbc.core.ladder.Ladder;
import io.sbc.core.record.EdgeTroubles.Trouble;
import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.RecordedEvent.Figures;
import io.sbc.core.recorder.Recording;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Recordings, ladders and verdicts as JSON documents: names in camel case, times as ISO 8601. Pure. */
public final class RecordingDocument {

    private static final Schema EVIDENCE = Schema.object().text("at").text("text").required("at", "text");
    private static final Schema FIGURES = Schema.object().integer("packets").number("lossPercent")
            .number("jitterMillis").number("mos").integer("refused").required("packets", "refused");

    private static final Schema MISSING = Schema.object().text("from").text("until")
            .oneOf("end", "lasts", "came-back", "not-expected", "call-ended").required("from", "end");

    /** Of each member of {@link #diagnosis}; {@code missing} of those about audio. */
    public static final Schema VERDICT = Schema.object().text("rule").text("what").text("cause").text("todo")
            .text("where").array("evidence", EVIDENCE).array("missing", MISSING)
            .required("rule", "what", "cause", "todo", "where", "evidence");

    /** Of {@link #of(Recording)}: of a registration {@code user}, of a call the parties. */
    public static final Schema RECORDING = Schema.object().text("id").text("user").text("caller").text("callee")
            .text("device").text("source").texts("callIds").text("started").text("ended").integer("status")
            .text("cause").integer("dropped").required("id", "source", "callIds", "started");

    /** Of {@link #summary}. */
    public static final Schema SUMMARY = RECORDING.text("state").text("rule").flag("thinned")
            .required("state", "rule", "thinned");

    /** Of a row of a ladder: what its {@code kind} (message, decision or media) has. */
    private static final Schema ROW = Schema.object().integer("atMicros").integer("deltaMicros")
            .oneOf("kind", "message", "decision", "media").text("side").text("direction").text("label")
            .flag("repeated").text("peer").text("text").text("decision").text("words").integer("fromMicros")
            .object("set", FIGURES).object("icp", FIGURES).required("atMicros", "deltaMicros", "kind");

    /** Of {@link #ladder}. */
    static final Schema LADDER = Schema.object().text("id").text("started").integer("dropped").array("rows", ROW)
            .required("id", "started", "dropped", "rows");
    static final Schema ATTEMPT = RECORDING.array("diagnosis", VERDICT).text("ladder").array("rows", ROW)
            .required("diagnosis", "ladder", "rows");
    static final Schema TROUBLE = Schema.object().text("source").text("kind").texts("users").text("first")
            .text("last").integer("times").array("diagnosis", VERDICT)
            .required("source", "kind", "users", "first", "last", "times", "diagnosis");

    private RecordingDocument() {}

    /** What was wrong, the likeliest first. */
    public static List<Map<String, Object>> diagnosis(List<Verdict> verdicts) {
        return verdicts.stream().map(RecordingDocument::verdict).toList();
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rule", verdict.rule());
        fields.put("what", verdict.what());
        fields.put("cause", verdict.cause());
        fields.put("todo", verdict.todo());
        fields.put("where", verdict.where());
        fields.put("evidence", verdict.evidence().stream()
                .map(evidence -> Map.of("at", time(evidence.atMillis()), "text", evidence.text())).toList());
        if (!verdict.missing().isEmpty()) {
            fields.put("missing", verdict.missing().stream().map(RecordingDocument::missing).toList());
        }
        return fields;
    }

    private static Map<String, Object> missing(Verdict.Missing missing) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", time(missing.fromMillis()));
        missing.untilMillis().ifPresent(until -> fields.put("until", time(until)));
        fields.put("end", missing.end().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return fields;
    }

    /** A stored call in a list. */
    public static Map<String, Object> summary(ArchivedCall stored) {
        Map<String, Object> fields = of(stored.recording());
        fields.put("state", "ended");
        fields.put("rule", stored.rule());
        fields.put("thinned", stored.thinned());
        return fields;
    }

    /** A recording without its events. */
    public static Map<String, Object> of(Recording recording) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", recording.id());
        if (recording.registration()) {
            fields.put("user", recording.user());
        } else {
            fields.put("caller", recording.caller());
            fields.put("callee", recording.callee());
            fields.put("device", recording.user());
        }
        fields.put("source", recording.source());
        fields.put("callIds", recording.callIds());
        fields.put("started", time(recording.startedMillis()));
        recording.endedMillis().ifPresent(millis -> fields.put("ended", time(millis)));
        if (recording.status() != 0) {
            fields.put("status", recording.status());
        }
        recording.call().ifPresent(call -> fields.put("cause", call.cause()));
        if (recording.dropped() > 0) {
            fields.put("dropped", recording.dropped());
        }
        return fields;
    }

    static Map<String, Object> ladder(Ladder ladder) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", ladder.id());
        fields.put("started", time(ladder.startedMillis()));
        fields.put("dropped", ladder.dropped());
        fields.put("rows", rows(ladder));
        return fields;
    }

    static List<Map<String, Object>> rows(Ladder ladder) {
        return ladder.rows().stream().map(RecordingDocument::row).toList();
    }

    private static Map<String, Object> row(Ladder.Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("atMicros", row.atMicros());
        fields.put("deltaMicros", row.deltaMicros());
        switch (row) {
            case Ladder.Arrow arrow -> {
                fields.put("kind", "message");
                fields.put("side", arrow.side().name().toLowerCase(Locale.ROOT));
                fields.put("direction", arrow.toSbc() ? "received" : "sent");
                fields.put("label", arrow.label());
                fields.put("repeated", arrow.repeated());
                fields.put("peer", arrow.peer());
                fields.put("text", arrow.text());
            }
            case Ladder.Note note -> {
                fields.put("kind", "decision");
                fields.put("decision", note.kind());
                fields.put("words", note.words());
            }
            case Ladder.Bar bar -> {
                fields.put("kind", "media");
                fields.put("fromMicros", bar.fromMicros());
                fields.put("set", figures(bar.set()));
                fields.put("icp", figures(bar.icp()));
            }
        }
        return fields;
    }

    private static Map<String, Object> figures(Figures figures) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("packets", figures.packets());
        fields.put("lossPercent", figures.lossPercent());
        fields.put("jitterMillis", figures.jitterMicros() / 1_000.0);
        if (figures.isRated()) {
            fields.put("mos", figures.mos());
        }
        fields.put("refused", figures.refused());
        return fields;
    }

    static Map<String, Object> of(Trouble trouble, Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", trouble.source());
        fields.put("kind", trouble.kind());
        fields.put("users", trouble.users());
        fields.put("first", time(trouble.firstMillis()));
        fields.put("last", time(trouble.lastMillis()));
        fields.put("times", trouble.times());
        fields.put("diagnosis", diagnosis(List.of(verdict)));
        return fields;
    }

    private static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
