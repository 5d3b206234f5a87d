package io.sbc.media.quality;

import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.PayloadTypes;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One m-line under watch, both sides. One thread: the conductor. */
final class StreamQuality {

    /** Video: cameras are switched off as people like. */
    private static final int VIDEO_CLOCK_RATE_HZ = 90_000;

    private final StreamPorts ports;
    private final Map<MediaSide, SilenceWatch> watches = new EnumMap<>(MediaSide.class);
    private final DirectionScore setScore = new DirectionScore();
    private final DirectionScore icpScore = new DirectionScore();
    private @Nullable StreamPlan plan;

    StreamQuality(StreamPorts ports, long silenceNanos) {
        this.ports = ports;
        for (MediaSide side : MediaSide.values()) {
            watches.put(side, new SilenceWatch(silenceNanos));
        }
    }

    StreamPorts ports() {
        return ports;
    }

    void onPlan(StreamPlan next, boolean settled, long nowNanos) {
        StreamPlan before = plan;
        plan = next;
        for (MediaSide side : MediaSide.values()) {
            Optional<EndpointPlan> endpoint = next.on(side);
            boolean answered = settled && next.set().isPresent() && next.icp().isPresent();
            // Who holds the other one (sendonly) may bring music, and mostly brings nothing.
            boolean expected = answered && endpoint.get().sends() && endpoint.get().receives()
                    && !isVideo(endpoint.get().payloadTypes());
            boolean changed = before != null && before.on(side).isPresent() && endpoint.isPresent()
                    && isElsewhere(before.on(side).get(), endpoint.get());
            watch(side).onPlan(expected, changed, nowNanos);
        }
    }

    private static boolean isVideo(PayloadTypes types) {
        return !types.negotiated().isEmpty()
                && types.negotiated().stream().allMatch(format -> format.clockRateHz() == VIDEO_CLOCK_RATE_HZ);
    }

    private static boolean isElsewhere(EndpointPlan before, EndpointPlan now) {
        return !before.receive().equals(now.receive()) || !before.remoteRtp().equals(now.remoteRtp());
    }

    SilenceWatch watch(MediaSide side) {
        SilenceWatch watch = watches.get(side);
        if (watch == null) {
            throw new IllegalStateException("no watch for " + side);
        }
        return watch;
    }

    MediaQuality.Stream sample(MediaStats.Stream stats) {
        return new MediaQuality.Stream(setScore.sample(stats.set(), stats.icp()),
                icpScore.sample(stats.icp(), stats.set()));
    }
}
