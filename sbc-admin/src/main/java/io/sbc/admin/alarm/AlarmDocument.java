package io.sbc.admin.alarm;

import io.sbc.core.alarm.AlarmRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An alarm as a JSON object: what the API and the webhook tell of it. Pure. */
public final class AlarmDocument {

    private AlarmDocument() {}

    /** Its fields, in the order in which they are read. */
    public static Map<String, Object> of(AlarmRecord alarm) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Optional<AlarmKind> kind = AlarmKind.named(alarm.kind());
        fields.put("id", Long.toString(alarm.id()));
        fields.put("kind", alarm.kind());
        fields.put("name", kind.map(AlarmKind::title).orElse(alarm.kind()));
        fields.put("severity", alarm.severity().wireName());
        fields.put("subject", alarm.subject());
        fields.put("text", alarm.text());
        fields.put("since", alarm.since().toString());
        fields.put("state", alarm.isActive() ? "active" : "cleared");
        fields.put("times", alarm.times());
        fields.put("lastSeen", alarm.lastSeen().toString());
        alarm.cleared().ifPresent(time -> fields.put("clearedAt", time.toString()));
        alarm.acknowledgement().ifPresent(seen -> fields.put("acknowledged",
                Map.of("by", seen.by(), "at", seen.at().toString(), "note", seen.note())));
        kind.ifPresent(known -> {
            fields.put("meaning", known.meaning());
            fields.put("cause", known.cause());
            fields.put("remedy", known.remedy());
        });
        return fields;
    }
}
