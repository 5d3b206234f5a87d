package io.sbc.admin.http.jobs;

import io.sbc.admin.http.Schema;
import io.sbc.admin.jobs.Job;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A job as it is shown; its rows are shown apart. */
final class JobDocument {

    static final Schema JOB = Schema.object().text("id").text("kind").text("by").text("state").text("created")
            .textOrNull("started").textOrNull("ended").integer("done").integer("total").text("summary")
            .counts("verdicts").required("id", "kind", "by", "state", "created", "done", "total", "summary");
    static final Schema ROW = Schema.object().integer("row").text("key").text("verdict").text("reason")
            .required("row", "key", "verdict", "reason");

    private JobDocument() {}

    static Map<String, Object> of(Job job) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", job.id());
        fields.put("kind", job.kind());
        fields.put("by", job.author());
        fields.put("state", state(job));
        fields.put("created", job.created().toString());
        fields.put("started", job.started().map(Instant::toString).orElse(null));
        fields.put("ended", job.ended().map(Instant::toString).orElse(null));
        fields.put("done", job.done());
        fields.put("total", job.total());
        fields.put("summary", job.summary());
        Map<String, Integer> verdicts = new TreeMap<>();
        job.rows().forEach(row -> verdicts.merge(row.verdict(), 1, Integer::sum));
        fields.put("verdicts", verdicts);
        return fields;
    }

    static String state(Job job) {
        return job.state().name().toLowerCase(Locale.ROOT);
    }

    static Map<String, Object> of(Job.Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("row", row.number());
        fields.put("key", row.key());
        fields.put("verdict", row.verdict());
        fields.put("reason", row.reason());
        return fields;
    }
}
