package io.sbc.admin.http.captures;

import io.sbc.admin.http.Schema;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.JsonBody;
import io.sbc.core.access.Permission;
import io.sbc.core.capture.CaptureInfo;
import io.sbc.core.capture.CaptureRequest;
import io.sbc.core.capture.CaptureRequest.Media;
import io.sbc.core.capture.Captures;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.PropertyChange;
import io.sbc.core.history.Subject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Captures. What is begun and downloaded is written into the event history.
 *
 * <pre>
 *  GET  /api/v1/captures             those that run, have ended, or lie there
 *  POST /api/v1/captures             {"number": "1001", "media": "wire", "secrets": false, "time": "10m", "size": "20MiB"}
 *  POST /api/v1/captures/{id}/stop   {}
 *  GET  /api/v1/captures/{id}/file   pcapng, once it has ended
 * </pre>
 *
 * One of {@code all}, {@code user}, {@code number}, {@code address} says whose; {@code media} is none, wire or decrypted.
 */
public final class CapturesResource implements AdminResource {

    private static final String TAG = "security";
    private static final Set<String> FIELDS = Set.of("all", "user", "number", "address", "media", "secrets", "time",
            "size");

    private static final Schema ONE = Schema.object().text("id").text("target").text("media").flag("secrets")
            .text("by").text("started").integer("messages").integer("packets").integer("lost").text("endedAt")
            .oneOf("state", "running", "ended").text("ended").integer("octets").required("id", "state", "octets");
    private static final Schema BEGIN = Schema.object().flag("all").text("user").text("number").text("address")
            .oneOf("media", "none", "wire", "decrypted").flag("secrets").text("time").text("size");

    private final Captures captures;
    private final Targets targets;
    private final HistoryStore history;

    /** @param targets knows the names of devices */
    public CapturesResource(Captures captures, Targets targets, HistoryStore history) {
        this.captures = captures;
        this.targets = targets;
        this.history = history;
    }

    @Override
    public void register(Api api) {
        api.get("/captures", Permission.CAPTURE, "Captures: running, ended, and their files", this::list)
                .returns(Schema.object().array("captures", ONE).required("captures"));
        api.post("/captures", Permission.CAPTURE, "Begin a capture of signalling, and media", this::start)
                .takes(BEGIN).returns(201, ONE);
        api.post("/captures/{id}/stop", Permission.CAPTURE, "End a capture", this::stop).returns(ONE);
        api.get("/captures/{id}/file", Permission.CAPTURE, "The file of an ended capture, as pcapng", this::download)
                .gives("application/x-pcapng");
    }

    private void list(Context context, Caller caller) throws IOException {
        context.json(Map.of("captures", captures.list().stream().map(CapturesResource::fields).toList()));
    }

    private void start(Context context, Caller caller) throws BadInput {
        JsonBody body = JsonBody.of(context).knowingOnly(FIELDS);
        boolean secrets = body.flag("secrets").orElse(false);
        Media media = media(body.text("media").orElse("none"));
        if (secrets && !caller.may(Permission.REVEAL_SECRETS)) {
            throw new BadInput(HttpStatus.FORBIDDEN, "secrets needs the permission reveal-secrets.");
        }
        CaptureRequest request = new CaptureRequest(targets.of(body), media, secrets,
                Limits.octets(body.text("size").orElse("100MiB")), Limits.time(body.text("time").orElse("10m")),
                caller.authorship().name());
        switch (captures.start(request)) {
            case Captures.Outcome.Started(CaptureInfo info) -> {
                record(caller, "capture.started", info.id(),
                        List.of(after("target", info.target()), after("media", info.media()),
                                after("secrets", Boolean.toString(info.secrets()))));
                context.status(HttpStatus.CREATED).json(fields(info));
            }
            case Captures.Outcome.Refused(String why) -> throw new BadInput(HttpStatus.CONFLICT, why + ".");
        }
    }

    private static Media media(String word) throws BadInput {
        for (Media media : Media.values()) {
            if (word.equals(media.name().toLowerCase(Locale.ROOT))) {
                return media;
            }
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, "media has to be none, wire or decrypted.");
    }

    private void stop(Context context, Caller caller) throws BadInput {
        CaptureInfo info = captures.stop(context.pathParam("id"), caller.authorship().name())
                .orElseThrow(() -> unknown(context));
        record(caller, "capture.stopped", info.id(), List.of());
        context.json(fields(info));
    }

    private void download(Context context, Caller caller) throws BadInput, IOException {
        String id = context.pathParam("id");
        if (captures.isRunning(id)) {
            throw new BadInput(HttpStatus.CONFLICT, "The capture still runs: end it first.");
        }
        Path file = captures.file(id).orElseThrow(() -> unknown(context));
        if (captures.mayHaveSecrets(id) && !caller.may(Permission.REVEAL_SECRETS)) {
            throw new BadInput(HttpStatus.FORBIDDEN,
                    "There may be secrets in it: it needs the permission reveal-secrets.");
        }
        record(caller, "capture.downloaded", id, List.of());
        context.contentType("application/x-pcapng");
        context.header("Content-Disposition", "attachment; filename=\"" + file.getFileName() + "\"");
        context.header("Cache-Control", "no-store");
        try (OutputStream out = context.outputStream()) {
            Files.copy(file, out);
        }
    }

    private static BadInput unknown(Context context) {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no capture " + context.pathParam("id") + ".");
    }

    private void record(Caller caller, String action, String id, List<PropertyChange> changes) {
        history.record(EventDraft.of(caller.authorship(), action, new Subject("capture", id), changes, TAG));
    }

    private static PropertyChange after(String property, String value) {
        return new PropertyChange(property, Optional.empty(), Optional.of(value));
    }

    private static Map<String, Object> fields(CaptureInfo info) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", info.id());
        if (!info.target().isEmpty()) {
            fields.put("target", info.target());
            fields.put("media", info.media());
            fields.put("secrets", info.secrets());
            fields.put("by", info.by());
            fields.put("started", Instant.ofEpochMilli(info.startedMillis()).toString());
            fields.put("messages", info.messages());
            fields.put("packets", info.packets());
            fields.put("lost", info.lost());
        }
        info.endedMillis().ifPresent(millis -> fields.put("endedAt", Instant.ofEpochMilli(millis).toString()));
        fields.put("state", info.endedMillis().isPresent() ? "ended" : "running");
        if (!info.ended().isEmpty()) {
            fields.put("ended", info.ended());
        }
        fields.put("octets", info.octets());
        return fields;
    }
}
