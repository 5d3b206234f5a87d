package io.sbc.media.loop;

import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.MediaStats;
import java.util.List;

/** What a loop tells the conductor. */
public sealed interface LoopEvent {

    /** Something for the session's owner. */
    record Raised(MediaEvent event) implements LoopEvent {}

    /** The session's channels are closed; these are its last counters. */
    record Detached(MediaSessionId session, MediaStats stats) implements LoopEvent {}

    /** The counters of some sessions, for whoever watches quality. */
    record Sampled(List<Sample> samples) implements LoopEvent {

        public Sampled {
            samples = List.copyOf(samples);
        }
    }

    /** The counters of a session that goes on, and where it stands. */
    record Sample(MediaSessionId session, MediaStats stats, MediaState state) {}

    /** A fault of ours; the session's packets are dropped from now on. */
    record Faulted(MediaSessionId session, Throwable fault) implements LoopEvent {}
}
