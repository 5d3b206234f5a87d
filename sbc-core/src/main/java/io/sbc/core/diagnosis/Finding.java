package io.sbc.core.diagnosis;

import io.sbc.core.diagnosis.Verdict.Evidence;
import io.sbc.core.diagnosis.Verdict.Missing;
import io.sbc.core.record.MediaNote;
import io.sbc.core.recorder.RecordedEvent.Decision;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What shows that a rule fits, as it is gathered. */
final class Finding {

    /** More does not convince better. */
    private static final int EVIDENCE_MAX = 6;

    private final RecordedCase of;
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final Set<MediaSide> about = EnumSet.noneOf(MediaSide.class);

    Finding(RecordedCase of) {
        this.of = of;
    }

    Finding with(Line line) {
        evidence.add(new Evidence(of.recording().millisOf(line.message()), (line.message().sent() ? "to " : "from ")
                + (line.isOfPhone() ? "the phone" : "the PBX") + " (" + line.message().remote().getAddress()
                        .getHostAddress()
                + "): " + line.message().startLine()
                + line.header("Warning").map(warning -> "; Warning: " + warning).orElse("")
                + line.header("Reason").map(reason -> "; Reason: " + reason).orElse("")));
        return this;
    }

    Finding with(Stream<Line> lines) {
        lines.forEach(this::with);
        return this;
    }

    Finding with(List<Decision> decisions) {
        decisions.forEach(decision -> evidence
                .add(new Evidence(of.recording().millisOf(decision), decision.kind() + ": " + decision.words())));
        return this;
    }

    Finding media(List<MediaVerdict> verdicts) {
        for (MediaVerdict verdict : verdicts) {
            Missing one = of.missing(verdict);
            missing.add(one);
            about.add(verdict.side());
            evidence.add(new Evidence(verdict.beganMillis(), verdict.words() + MissingWords.after(one)));
        }
        verdicts.stream().map(MediaVerdict::stream).distinct().forEach(this::counted);
        return this;
    }

    /** What the media plane counted on both sides of a stream, until the call ended or now. */
    private void counted(int stream) {
        of.call().ifPresent(call -> call.media().filter(media -> stream < media.streams().size()).ifPresent(media -> {
            long atMillis = call.endedMillis().orElse(call.quality().sampledMillis());
            evidence.add(new Evidence(atMillis, "counted: " + counted("the phone", media.streams().get(stream).set())
                    + "; " + counted("the PBX", media.streams().get(stream).icp())));
        }));
    }

    private static String counted(String peer, MediaStats.Direction side) {
        return "from " + peer + " " + side.packetsReceived() + " packets, " + side.rtcpReceived() + " reports, "
                + side.authenticationFailures() + " not authentic, " + side.wrongSource()
                + " from other addresses; to " + peer + " " + side.packetsSent();
    }

    Finding notes(List<MediaNote> notes) {
        notes.forEach(note -> evidence.add(new Evidence(note.atMillis(), note.side() + " side: " + note.words())));
        return this;
    }

    /** It is about the party on that side. */
    Finding about(MediaSide side) {
        about.add(side);
        return this;
    }

    /** Audio of both was missing, for a reason of ours. */
    Finding missing(Missing one) {
        missing.add(one);
        return this;
    }

    Finding say(long atMillis, String text) {
        evidence.add(new Evidence(atMillis, text));
        return this;
    }

    /** Nothing found, nothing said. */
    Optional<Found> found() {
        return evidence.isEmpty()
                ? Optional.empty()
                : Optional.of(new Found(evidence.stream().sorted(Comparator.comparingLong(Evidence::atMillis))
                        .distinct().limit(EVIDENCE_MAX).toList(),
                        missing.stream().sorted(Comparator.comparingLong(Missing::fromMillis)).toList(), about));
    }
}
