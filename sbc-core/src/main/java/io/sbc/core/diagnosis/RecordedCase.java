package io.sbc.core.diagnosis;

import io.sbc.core.diagnosis.Verdict.Missing;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.MediaNote;
import io.sbc.core.recorder.RecordedEvent.Decision;
import io.sbc.core.recorder.Recording;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaVerdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A recording with its messages read, for rules to ask.
 *
 * @param lines its messages, in order
 * @param decisions in order
 */
public record RecordedCase(Recording recording, List<Line> lines, List<Decision> decisions) {

    /** The note of a call that goes on after a restart; {@link #LAST_KNOWN} says since when nothing is known. */
    static final String RESTORED = "restored";
    static final String LAST_KNOWN = "last-known";
    /** Of one that does not go on. */
    static final String LOST = "lost-in-restart";

    /** From a sample to the note about it: a shard may be that late. */
    private static final long TOLD_WITHIN_MILLIS = 3_000;

    public RecordedCase {
        lines = List.copyOf(lines);
        decisions = List.copyOf(decisions);
    }

    public static RecordedCase of(Recording recording) {
        return new RecordedCase(recording, recording.messages().map(Line::of).toList(),
                recording.decisions().toList());
    }

    boolean isRegistration() {
        return recording.registration();
    }

    /** Whether a phone was let in at last, or a call answered. */
    boolean succeeded() {
        return isRegistration()
                ? recording.status() / 100 == 2
                : recording.call().filter(call -> call.answeredMillis().isPresent()).isPresent();
    }

    boolean isOver() {
        return recording.endedMillis().isPresent();
    }

    Optional<CallRecord> call() {
        return recording.call();
    }

    /** Decisions of one of these kinds. */
    List<Decision> decided(String... kinds) {
        List<String> wanted = Arrays.asList(kinds);
        return decisions.stream().filter(decision -> wanted.contains(decision.kind())).toList();
    }

    /** Decisions of a kind whose words contain one of these. */
    List<Decision> decidedSaying(String kind, String... words) {
        return decisions.stream().filter(decision -> decision.kind().equals(kind)
                && Arrays.stream(words).anyMatch(decision.words()::contains)).toList();
    }

    /** What we sent. */
    Stream<Line> sent(Predicate<Line> which) {
        return lines.stream().filter(line -> line.message().sent()).filter(which);
    }

    /** What came. */
    Stream<Line> received(Predicate<Line> which) {
        return lines.stream().filter(line -> !line.message().sent()).filter(which);
    }

    /** INVITE or REGISTER to the PBX: what the PBX was asked for first. */
    Stream<Line> asked() {
        return sent(line -> line.isRequest() && !line.isOfPhone()
                && line.method().equals(isRegistration() ? "REGISTER" : "INVITE"));
    }

    /** What the PBX said to that. */
    Stream<Line> answered() {
        return received(line -> !line.isRequest() && !line.isOfPhone()
                && line.method().equals(isRegistration() ? "REGISTER" : "INVITE"));
    }

    /** Whether the PBX was sent credentials. */
    boolean gaveCredentials() {
        return asked().anyMatch(line -> line.header("Authorization").isPresent()
                || line.header("Proxy-Authorization").isPresent());
    }

    /**
     * Verdicts of media on who is not heard, or was not for a while. Who has sent nothing since the SBC was started again in the midst of the call
     * was heard before: it stopped.
     */
    List<MediaVerdict> unheard(MediaSide side, Set<MediaVerdict.Cause> causes) {
        boolean restarted = !notes(RESTORED).isEmpty();
        return call().stream().flatMap(call -> call.quality().verdicts().stream())
                .filter(verdict -> verdict.side() == side && causes.contains(
                        restarted && verdict.cause() == MediaVerdict.Cause.NOTHING_CAME
                                ? MediaVerdict.Cause.STOPPED
                                : verdict.cause()))
                .toList();
    }

    /** The side of the one whose offer was answered or refused then: of the INVITE that came before. */
    Optional<MediaSide> offererBefore(Decision decision) {
        return received(line -> line.isRequest() && line.method().equals("INVITE")
                && line.message().atMicros() <= decision.atMicros())
                .reduce((_, later) -> later).map(line -> line.isOfPhone() ? MediaSide.SET : MediaSide.ICP);
    }

    /** When that was, and what ended it. Media tells of whoever is heard again as soon as it sees it; a hold it does not tell of. */
    Missing missing(MediaVerdict verdict) {
        if (verdict.endedMillis().isPresent()) {
            long ended = verdict.endedMillis().getAsLong();
            boolean back = notes("resumed").stream()
                    .anyMatch(note -> note.side().equalsIgnoreCase(verdict.side().name())
                            && Math.abs(note.atMillis() - ended) < TOLD_WITHIN_MILLIS);
            return new Missing(verdict.beganMillis(), verdict.endedMillis(),
                    back ? Missing.End.CAME_BACK : Missing.End.NOT_EXPECTED);
        }
        OptionalLong over = recording.endedMillis();
        return new Missing(verdict.beganMillis(), over,
                over.isPresent() ? Missing.End.CALL_ENDED : Missing.End.LASTS);
    }

    /** What media went through. */
    List<MediaNote> notes(String kind) {
        return call().stream().flatMap(call -> call.notes().stream()).filter(note -> note.kind().equals(kind)).toList();
    }
}
