package io.sbc.media.quality;

import io.sbc.base.Counters;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import io.sbc.media.api.MediaVerdict.Kind;
import io.sbc.media.api.StreamPorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The quality of one session: takes plans and samples of counters, gives scores and verdicts. Keeps {@link #VERDICTS_MAX}
 * verdicts; of further ones it is counted only that they were. One thread: the conductor.
 */
public final class SessionQuality {

    /** Verdicts that are kept of a session: a handful has a history, more is one that comes and goes. */
    static final int VERDICTS_MAX = 16;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long silenceNanos;
    private boolean restored;
    private final Counters<MediaCounter> counters;
    private final List<StreamQuality> streams = new ArrayList<>();
    private final List<MediaVerdict> verdicts = new ArrayList<>();
    private final List<MediaVerdict> resumed = new ArrayList<>();

    /** @param silenceNanos how long a peer that should send may be silent */
    public SessionQuality(long silenceNanos, Counters<MediaCounter> counters) {
        this.silenceNanos = silenceNanos;
        this.counters = counters;
    }

    /** A further m-line, with our addresses for it. */
    public void onStream(StreamPorts ports) {
        streams.add(new StreamQuality(ports, silenceNanos));
    }

    /** It goes on from a process before this one: who is never heard here may have been heard there. */
    public void onRestored() {
        restored = true;
    }

    /** A plan came into force. */
    public void onPlan(MediaPlan plan, Moment now) {
        for (int i = 0; i < Math.min(streams.size(), plan.streams().size()); i++) {
            streams.get(i).onPlan(plan.streams().get(i), plan.settled(), now.nanos());
        }
    }

    /** What the counters say. */
    public MediaQuality onSample(MediaStats stats, Moment now) {
        List<MediaQuality.Stream> scores = new ArrayList<>();
        for (int i = 0; i < Math.min(streams.size(), stats.streams().size()); i++) {
            scores.add(streams.get(i).sample(stats.streams().get(i)));
            for (MediaSide side : MediaSide.values()) {
                judge(i, side, stats.streams().get(i), now);
            }
        }
        return new MediaQuality(now.epochMillis(), scores, verdicts);
    }

    /** Verdicts that ended since this was asked last because their peer is heard again; not those that a hold ended. */
    public List<MediaVerdict> takeResumed() {
        List<MediaVerdict> taken = List.copyOf(resumed);
        resumed.clear();
        return taken;
    }

    private void judge(int stream, MediaSide side, MediaStats.Stream stats, Moment now) {
        Optional<SilenceWatch.Finding> finding = streams.get(stream).watch(side).look(stats.on(side), now.nanos());
        int open = openVerdict(stream, side);
        if (finding.isEmpty()) {
            if (open >= 0) {
                MediaVerdict over = ended(verdicts.get(open), now);
                verdicts.set(open, over);
                if (isHeardSince(over.beganMillis(), stats.on(side).reception().lastNanos(), now)) {
                    resumed.add(over);
                }
            }
            return;
        }
        long otherNanos = stats.on(side.opposite()).reception().lastNanos();
        Kind kind = otherNanos != MediaStats.NEVER && now.nanos() - otherNanos < silenceNanos
                ? Kind.ONE_WAY
                : Kind.SILENCE;
        String words = VerdictWords.of(finding.get(), side, streams.get(stream).ports().on(side), now,
                restored);
        long began = open >= 0
                ? verdicts.get(open).beganMillis()
                : now.millisAt(finding.get().quietNanos());
        MediaVerdict verdict = new MediaVerdict(stream, side, kind, finding.get().cause(), words, began,
                OptionalLong.empty());
        if (open >= 0) {
            verdicts.set(open, verdict);
            return;
        }
        counters.increment(kind == Kind.ONE_WAY ? MediaCounter.ONE_WAY_VERDICTS : MediaCounter.SILENCE_VERDICTS);
        if (verdicts.size() < VERDICTS_MAX) {
            verdicts.add(verdict);
        }
    }

    /** A verdict needs the whole time of silence, so what came within half of it was before. */
    private boolean isHeardSince(long beganMillis, long heardNanos, Moment now) {
        return heardNanos != MediaStats.NEVER
                && now.millisAt(heardNanos) - beganMillis > silenceNanos / 2 / NANOS_PER_MILLI;
    }

    private int openVerdict(int stream, MediaSide side) {
        for (int i = 0; i < verdicts.size(); i++) {
            MediaVerdict verdict = verdicts.get(i);
            if (verdict.stream() == stream && verdict.side() == side && verdict.endedMillis().isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private static MediaVerdict ended(MediaVerdict verdict, Moment now) {
        return new MediaVerdict(verdict.stream(), verdict.side(), verdict.kind(), verdict.cause(), verdict.words(),
                verdict.beganMillis(), OptionalLong.of(now.epochMillis()));
    }
}
