package io.sbc.core.diagnosis;

import io.sbc.core.diagnosis.Verdict.Missing;
import io.sbc.core.record.MediaNote;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Calls in whose midst the SBC was killed or crashed (ADR 0430). */
final class RestartRules {

    private static final String LOOK = "./sbc alarms history (process-died) tells when it ended; journalctl -u sbc, dmesg and hs_err_pid*.log of that time tell why";

    static final List<Rule> ALL = List.of(
            new Rule("lost-in-restart",
                    "The SBC was killed or crashed in the midst of the call of {phone} with {far}, and the call did not go on",
                    "The SBC was away for longer than calls.survive-outage, the answer was not acknowledged yet, or device or PBX were removed or disabled meanwhile: see the evidence",
                    "Let the service be started again at once (systemd: Restart=always), or lengthen calls.survive-outage; "
                            + LOOK,
                    "calls.survive-outage; ./sbc alarms history",
                    recorded -> new Finding(recorded).notes(recorded.notes(RecordedCase.LOST)).found()),
            new Rule("sbc-restarted",
                    "The SBC was killed or crashed in the midst of the call, and went on with it: neither party was heard meanwhile",
                    "The SBC's process ended without an orderly stop; neither {phone} nor {pbx} is to blame for this gap",
                    "Nothing for this call; " + LOOK, "./sbc alarms history", RestartRules::restarted));

    /** Who sends does so within this. Nobody does on hold. */
    private static final long HEARD_WITHIN_MILLIS = 10_000;

    private RestartRules() {}

    private static Optional<Found> restarted(RecordedCase recorded) {
        Finding finding = new Finding(recorded);
        for (MediaNote restored : recorded.notes(RecordedCase.RESTORED)) {
            finding.say(restored.atMillis(), restored.words());
            recorded.notes(RecordedCase.LAST_KNOWN).stream().filter(known -> known.atMillis() <= restored.atMillis())
                    .reduce((_, later) -> later).ifPresent(known -> {
                        finding.say(known.atMillis(), known.words());
                        heard(recorded, restored.atMillis()).ifPresent(again -> finding.missing(new Missing(
                                known.atMillis(), OptionalLong.of(again), Missing.End.CAME_BACK)));
                    });
        }
        return finding.found();
    }

    /** When the last of those who send was heard again. */
    private static Optional<Long> heard(RecordedCase recorded, long restoredMillis) {
        return recorded.decided("media-first-packet").stream()
                .map(first -> recorded.recording().millisOf(first))
                .filter(at -> at >= restoredMillis && at - restoredMillis < HEARD_WITHIN_MILLIS)
                .max(Long::compare);
    }
}
