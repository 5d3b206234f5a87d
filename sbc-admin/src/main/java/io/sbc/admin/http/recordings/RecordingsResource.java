package io.sbc.admin.http.recordings;

import io.sbc.admin.http.Schema;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.core.access.Permission;
import io.sbc.core.capture.CallCapture;
import io.sbc.core.diagnosis.Diagnosis;
import io.sbc.core.diagnosis.Verdict;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.Subject;
import io.sbc.core.ladder.Ladder;
import io.sbc.core.ladder.LadderSvg;
import io.sbc.core.ladder.LadderText;
import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.record.EdgeTroubles.Trouble;
import io.sbc.core.recorder.FlightRecorder;
import io.sbc.core.recorder.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Ladders, and attempts to register.
 *
 * <pre>
 *  GET /api/v1/calls/{id}/ladder       every message, decision and media bar of a call, as JSON
 *  GET /api/v1/calls/{id}/ladder.svg   drawn
 *  GET /api/v1/calls/{id}/ladder.txt   for a terminal; ?messages=true with every message in full
 *  GET /api/v1/calls/{id}/capture.pcapng   its signalling for Wireshark
 *  GET /api/v1/registrations/attempts?user=1001       the last attempts of a device, and what was wrong with them
 *  GET /api/v1/registrations/attempts?source=192.0.2.7    those from an address, TLS failures and the guard's refusals included;
 *                                                 "diagnosis" is what is wrong now, the latest first
 * </pre>
 *
 * Keys and what proves credentials are masked, unless the caller asks by {@code reveal=true} and may see secrets: then the event history
 * says so.
 */
public final class RecordingsResource implements AdminResource {

    private static final Map<String, String> REVEAL = Map.of("reveal",
            "true: with keys and credentials, for who may see secrets");
    private static final String DRAWING_POLICY = "default-src 'none'; style-src " + LadderSvg.styleSource()
            + "; frame-ancestors 'none'";

    private final Optional<FlightRecorder> recorder;
    private final EdgeTroubles troubles;
    private final LongPredicate certificatesValid;
    private final HistoryStore history;

    /**
     * @param recorder empty while it is switched off
     * @param certificatesValid whether the certificates that phones are shown were valid at a time, milliseconds of the epoch
     */
    public RecordingsResource(Optional<FlightRecorder> recorder, EdgeTroubles troubles, LongPredicate certificatesValid,
            HistoryStore history) {
        this.certificatesValid = certificatesValid;
        this.recorder = recorder;
        this.troubles = troubles;
        this.history = history;
    }

    @Override
    public void register(Api api) {
        api.get("/calls/{id}/ladder", Permission.READ_STATUS, "Messages, decisions and media of a call",
                (context, caller) -> context.json(RecordingDocument.ladder(ladder(context, caller))))
                .asks(REVEAL).returns(RecordingDocument.LADDER);
        api.get("/calls/{id}/ladder.svg", Permission.READ_STATUS, "The same, drawn", (context, caller) -> context
                .contentType("image/svg+xml; charset=utf-8")
                .header("Content-Security-Policy", DRAWING_POLICY)
                .result(LadderSvg.of(ladder(context, caller)))).asks(REVEAL).gives("image/svg+xml");
        api.get("/calls/{id}/ladder.txt", Permission.READ_STATUS, "The same, for a terminal",
                (context, caller) -> context.contentType("text/plain; charset=utf-8")
                        .result(LadderText.of(ladder(context, caller), flag(context, "messages"))))
                .asks("messages", "true: every message in full").asks(REVEAL).gives("text/plain");
        api.get("/calls/{id}/capture.pcapng", Permission.CAPTURE, "The signalling of a call, for Wireshark",
                (context, caller) -> context.contentType("application/x-pcapng")
                        .header("Content-Disposition", "attachment; filename=\"call.pcapng\"")
                        .result(CallCapture.of(recording(context, caller), flag(context, "reveal"))))
                .asks(REVEAL).gives("application/x-pcapng");
        api.get("/registrations/attempts", Permission.READ_STATUS, "Attempts to register, and what was wrong with them",
                this::attempts).asks("user", "Of this device or user").asks("source", "From this address")
                .asks("messages", "true: the ladder has every message in full").asks(REVEAL)
                .returns(Schema.object().array("diagnosis", RecordingDocument.VERDICT)
                        .array("attempts", RecordingDocument.ATTEMPT)
                        .array("refusedBefore", RecordingDocument.TROUBLE)
                        .required("diagnosis", "attempts", "refusedBefore"));
    }

    private Ladder ladder(Context context, Caller caller) throws BadInput {
        return Ladder.of(recording(context, caller), flag(context, "reveal"));
    }

    /** Asked to reveal what only some may see, it looks whether the caller may, and leaves an entry in the history. */
    private Recording recording(Context context, Caller caller) throws BadInput {
        String id = context.pathParam("id");
        boolean reveal = reveals(context, caller);
        Recording recording = recorder.flatMap(flight -> flight.call(id))
                .orElseThrow(() -> new BadInput(HttpStatus.NOT_FOUND,
                        recorder.isEmpty()
                                ? "The flight recorder is switched off."
                                : "There is no such call, or it was forgotten."));
        if (reveal) {
            history.record(
                    EventDraft.of(caller.authorship(), "call.secrets-revealed", new Subject("call", recording.id()),
                            List.of(), "security"));
        }
        return recording;
    }

    /** Whether secrets are asked for, by somebody who may see them. */
    private static boolean reveals(Context context, Caller caller) throws BadInput {
        boolean reveal = flag(context, "reveal");
        if (reveal && !caller.may(Permission.REVEAL_SECRETS)) {
            throw new BadInput(HttpStatus.FORBIDDEN, "To see keys and credentials the permission "
                    + Permission.REVEAL_SECRETS.wireName() + " is needed.");
        }
        return reveal;
    }

    private static boolean flag(Context context, String name) {
        return "true".equals(context.queryParam(name));
    }

    private void attempts(Context context, Caller caller) throws BadInput {
        String user = Optional.ofNullable(context.queryParam("user")).orElse("");
        String source = Optional.ofNullable(context.queryParam("source")).orElse("");
        if (user.isEmpty() == source.isEmpty()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "Say either user or source.");
        }
        boolean reveal = reveals(context, caller);
        boolean messages = flag(context, "messages");
        if (reveal) {
            history.record(EventDraft.of(caller.authorship(), "registration.secrets-revealed",
                    new Subject("registration", user.isEmpty() ? source : user), List.of(), "security"));
        }
        List<Recording> attempts = recorder.map(flight -> flight.attempts(user.isEmpty() ? source : user))
                .orElse(List.of());
        Set<String> sources = new LinkedHashSet<>(List.of(user.isEmpty() ? source : user));
        attempts.stream().map(Recording::source).filter(from -> !from.isEmpty()).forEach(sources::add);
        Set<Trouble> edge = new LinkedHashSet<>();
        sources.forEach(from -> edge.addAll(troubles.of(from)));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("diagnosis", RecordingDocument.diagnosis(lately(attempts, edge)));
        document.put("attempts", attempts.stream().map(attempt -> attempt(attempt, messages, reveal)).toList());
        document.put("refusedBefore", edge.stream().map(trouble -> RecordingDocument.of(trouble, verdict(trouble)))
                .toList());
        context.json(document);
    }

    /**
     * What is wrong now: what the last attempt came to, and what was refused at the edge; the latest first. One that goes on and of which
     * nothing is known yet, as when we ask the PBX again ourselves, does not hide what the one before it came to.
     */
    private List<Verdict> lately(List<Recording> attempts, Set<Trouble> edge) {
        long last = attempts.stream().limit(1).mapToLong(RecordingsResource::lastMillis).findFirst()
                .orElse(Long.MIN_VALUE);
        List<Verdict> verdicts = new ArrayList<>();
        edge.stream().filter(trouble -> trouble.lastMillis() > last).map(this::verdict).forEach(verdicts::add);
        for (Recording attempt : attempts) {
            List<Verdict> its = Diagnosis.of(attempt);
            verdicts.addAll(its);
            if (!its.isEmpty() || attempt.endedMillis().isPresent()) {
                break;
            }
        }
        edge.stream().filter(trouble -> trouble.lastMillis() <= last).map(this::verdict).forEach(verdicts::add);
        return verdicts;
    }

    private Verdict verdict(Trouble trouble) {
        return Diagnosis.of(trouble, certificatesValid);
    }

    private static long lastMillis(Recording attempt) {
        return attempt.events().isEmpty()
                ? attempt.startedMillis()
                : attempt.millisOf(attempt.events().getLast());
    }

    private static Map<String, Object> attempt(Recording attempt, boolean messages, boolean reveal) {
        Map<String, Object> fields = RecordingDocument.of(attempt);
        fields.put("diagnosis", RecordingDocument.diagnosis(Diagnosis.of(attempt)));
        Ladder ladder = Ladder.of(attempt, reveal);
        fields.put("ladder", LadderText.of(ladder, messages));
        fields.put("rows", RecordingDocument.rows(ladder));
        return fields;
    }
}
