package io.sbc.admin.http.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.Schema;
import io.sbc.admin.status.Figure;
import io.sbc.admin.status.Reading;
import io.sbc.admin.status.Sampler;
import io.sbc.admin.status.Services;
import io.sbc.admin.status.Streams;
import io.sbc.core.access.Permission;
import io.sbc.core.icp.PbxSight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * How the SBC is.
 *
 * <pre>
 *  GET /api/v1/status          the figures of the last second, services, PBXs
 *  GET /api/v1/status/stream   server-sent events: "history", an array of readings, then one "reading" a second; "state", services and PBXs,
 *                              when one of them changed
 * </pre>
 *
 * A stream ends after a minute, so that who may no longer look does not; browsers come back by themselves and name the last reading that they
 * have ({@code Last-Event-ID}: its time in milliseconds).
 */
public final class StatusResource implements AdminResource {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long STREAM_NANOS = 60_000_000_000L;
    private static final long POLL_MILLIS = 5_000;
    private static final double ROUNDING = 1_000;

    private final Sampler sampler;
    private final Streams streams;
    private final Services services;
    private final Supplier<List<PbxSight>> pbxs;
    private final Fixed fixed;
    /** Services and PBXs as those who look on were told last; of the sampler's thread. */
    private List<Object> told = List.of();

    /**
     * What does not change while the SBC runs.
     *
     * @param ports that media may use
     * @param callsMax that may go on at a time
     */
    public record Fixed(String version, Instant started, int ports, int callsMax) {}

    public StatusResource(Sampler sampler, Streams streams, Services services, Supplier<List<PbxSight>> pbxs,
            Fixed fixed) {
        this.sampler = sampler;
        this.streams = streams;
        this.services = services;
        this.pbxs = pbxs;
        this.fixed = fixed;
        sampler.listen(reading -> {
            if (streams.size() > 0) {
                streams.tell(event("reading", reading.atMillis(), document(reading)));
                tellOfState(reading.atMillis());
            }
        });
    }

    private void tellOfState(long atMillis) {
        List<Object> now = List.of(services.last(), pbxs.get());
        if (!now.equals(told)) {
            told = now;
            streams.tell(event("state", atMillis, Map.of("services", serviceDocuments(), "pbxs", pbxDocuments())));
        }
    }

    @Override
    public void register(Api api) {
        api.get("/status", Permission.READ_STATUS, "How the SBC is: figures, services, PBXs",
                (context, caller) -> context.json(status()))
                .returns(Schema.object().text("version").text("started").object("figures", figures())
                        .object("limits", Schema.object().integer("ports").integer("calls"))
                        .array("services", Schema.object().text("name").flag("well").text("problem")
                                .required("name", "well"))
                        .array("pbxs",
                                Schema.object().text("id").texts("hosts").flag("reachable").texts("addresses")
                                        .texts("down")
                                        .required("id", "hosts", "reachable", "addresses", "down"))
                        .required("version", "started", "figures", "limits", "services", "pbxs"));
        api.get("/status/stream", Permission.READ_STATUS, "The figures second by second, as server-sent events",
                this::stream).gives("text/event-stream");
    }

    private static Schema figures() {
        Schema figures = Schema.object().text("at");
        for (Figure figure : Figure.values()) {
            figures = figures.number(figure.wireName());
        }
        return figures;
    }

    private Map<String, Object> status() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", fixed.version());
        document.put("started", fixed.started().toString());
        document.put("limits", Map.of("ports", fixed.ports(), "calls", fixed.callsMax()));
        List<Reading> readings = sampler.since(0);
        document.put("figures", readings.isEmpty() ? Map.of() : document(readings.getLast()));
        document.put("services", serviceDocuments());
        document.put("pbxs", pbxDocuments());
        return document;
    }

    private List<Map<String, Object>> serviceDocuments() {
        return services.last().entrySet().stream().map(service -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", service.getKey());
            fields.put("well", service.getValue().isEmpty());
            service.getValue().ifPresent(problem -> fields.put("problem", problem));
            return fields;
        }).toList();
    }

    private List<Map<String, Object>> pbxDocuments() {
        return pbxs.get().stream().map(StatusResource::document).toList();
    }

    private static Map<String, Object> document(PbxSight pbx) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", pbx.id());
        fields.put("hosts", pbx.hosts());
        fields.put("reachable", pbx.reachable());
        fields.put("addresses", pbx.addresses());
        fields.put("down", pbx.down());
        return fields;
    }

    private static Map<String, Object> document(Reading reading) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", Instant.ofEpochMilli(reading.atMillis()).toString());
        for (Figure figure : Figure.values()) {
            reading.value(figure).ifPresent(value -> fields.put(figure.wireName(), rounded(value)));
        }
        return fields;
    }

    private static Number rounded(double value) {
        return value == Math.rint(value) ? (Number) (long) value : Math.round(value * ROUNDING) / ROUNDING;
    }

    private void stream(Context context, Caller caller) throws BadInput, IOException, InterruptedException {
        long last = lastSeen(context.header("Last-Event-ID"));
        try (Streams.Stream stream = streams.open().orElseThrow(() -> full(context))) {
            context.res().setContentType("text/event-stream");
            context.res().setCharacterEncoding(StandardCharsets.UTF_8.name());
            OutputStream out = context.res().getOutputStream();
            follow(stream, out, sampler.since(last), last);
        } catch (EofException gone) {
            return; // the page was left
        }
    }

    private static void follow(Streams.Stream stream, OutputStream out, List<Reading> history, long last)
            throws IOException, InterruptedException {
        long newest = history.isEmpty() ? last : history.getLast().atMillis();
        out.write("retry: 1000\n".getBytes(StandardCharsets.UTF_8));
        out.write(event("history", newest, history.stream().map(StatusResource::document).toList()));
        out.flush();
        long end = System.nanoTime() + STREAM_NANOS;
        while (!stream.isOver() && System.nanoTime() - end < 0) {
            byte[] message = stream.next(POLL_MILLIS);
            if (message != null) {
                out.write(message);
                out.flush();
            }
        }
    }

    private static BadInput full(Context context) {
        context.header(Header.RETRY_AFTER, "30");
        return new BadInput(HttpStatus.SERVICE_UNAVAILABLE, "Too many look on: " + Streams.MAX + " at a time.");
    }

    private static long lastSeen(@Nullable String id) {
        return id != null && id.matches("[0-9]{1,15}") ? Long.parseLong(id) : 0;
    }

    private static byte[] event(String name, long id, Object data) {
        try {
            return ("id: " + id + "\nevent: " + name + "\ndata: " + MAPPER.writeValueAsString(data) + "\n\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e); // numbers and texts: cannot be
        }
    }
}
