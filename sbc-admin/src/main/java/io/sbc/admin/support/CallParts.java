package io.sbc.admin.support;

import io.sbc.core.diagnosis.Diagnosis;
import io.sbc.core.diagnosis.Verdict;
import io.sbc.core.ladder.Ladder;
import io.sbc.core.ladder.LadderText;
import io.sbc.core.record.CallRecord;
import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.CallQuery;
import io.sbc.core.recorder.Recording;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls: those that go on, the last that ended, and of the newest, of the failed and of the poor ones every message with what was wrong.
 * Keys and credentials are masked by the ladder.
 */
public final class CallParts {

    private static final int LISTED = 500;
    private static final int DRAWN_OF_EACH = 40;

    private final Supplier<List<CallRecord>> live;
    private final Function<CallQuery, List<ArchivedCall>> ended;
    private final Function<String, Optional<Recording>> byId;

    /**
     * @param live the newest first
     * @param ended those that are stored
     * @param byId a recording with its events
     */
    public CallParts(Supplier<List<CallRecord>> live, Function<CallQuery, List<ArchivedCall>> ended,
            Function<String, Optional<Recording>> byId) {
        this.live = live;
        this.ended = ended;
        this.byId = byId;
    }

    /** All of them. */
    public List<Part> parts() {
        return List.of(new Part("calls/live.txt", "calls that go on", this::live),
                new Part("calls/ended.txt", "the last " + LISTED + " calls that ended, the newest first", this::ended),
                new Part("calls/ladders.txt", "the newest, failed and poor calls with verdicts and every message",
                        this::ladders));
    }

    private void live(PartText out) {
        for (CallRecord call : live.get()) {
            out.boundedLine("%s  since %s  %s -> %s  device %s  %s/%s  %s".formatted(call.id(),
                    Instant.ofEpochMilli(call.startedMillis()), call.caller(), call.callee(), call.device(),
                    call.setCrypto(), call.icpCrypto(), call.quality()));
        }
    }

    private void ended(PartText out) {
        for (ArchivedCall stored : ended.apply(CallQuery.newest(LISTED))) {
            Recording call = stored.recording();
            out.boundedLine("%s  %s  %s -> %s  device %s  from %s  status %d  %s".formatted(call.id(),
                    Instant.ofEpochMilli(call.startedMillis()), call.caller(), call.callee(), call.user(),
                    call.source(), call.status(), stored.rule().isEmpty() ? "well" : stored.rule()));
        }
    }

    private void ladders(PartText out) {
        Set<String> ids = new LinkedHashSet<>();
        for (CallQuery query : List.of(with("failed"), with("poor"), CallQuery.newest(DRAWN_OF_EACH))) {
            ended.apply(query).forEach(stored -> ids.add(stored.recording().id()));
        }
        live.get().stream().limit(DRAWN_OF_EACH).forEach(call -> ids.add(call.id()));
        for (String id : ids) {
            if (out.isFull() || Thread.currentThread().isInterrupted()) {
                out.leftOut("the last of " + ids.size() + " calls are missing");
                return;
            }
            byId.apply(id).ifPresent(recording -> out.line(text(recording)));
        }
    }

    private static CallQuery with(String outcome) {
        return new CallQuery(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(),
                OptionalLong.empty(), Optional.of(outcome), Optional.empty(), DRAWN_OF_EACH);
    }

    /** A call or an attempt to register, with its verdicts before it. */
    static String text(Recording recording) {
        StringBuilder out = new StringBuilder("=".repeat(100)).append('\n');
        out.append(recording.registration() ? "registration " : "call ").append(recording.id()).append("  ")
                .append(Instant.ofEpochMilli(recording.startedMillis())).append("  ")
                .append(recording.registration() ? recording.user() : recording.caller() + " -> " + recording.callee())
                .append("  from ").append(recording.source()).append("  status ").append(recording.status())
                .append('\n');
        for (Verdict verdict : Diagnosis.of(recording)) {
            out.append("! ").append(verdict.rule()).append(": ").append(verdict.what()).append("\n  likely: ")
                    .append(verdict.cause()).append("\n  do: ").append(verdict.todo()).append(" (")
                    .append(verdict.where()).append(")\n");
            verdict.evidence().forEach(evidence -> out.append("  seen ").append(Instant.ofEpochMilli(evidence.atMillis()))
                    .append(": ").append(evidence.text()).append('\n'));
        }
        return out.append(LadderText.of(Ladder.of(recording, false), true)).toString();
    }
}
