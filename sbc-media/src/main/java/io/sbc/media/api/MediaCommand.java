package io.sbc.media.api;

import java.util.Optional;

/** What signalling may ask of the media plane. */
public sealed interface MediaCommand {

    /** The session that is meant. */
    MediaSessionId session();

    /**
     * Makes sure that the session exists and has ports for {@code streams} m-lines on both sides. A session that exists
     * keeps what it has and gets what is missing (a re-INVITE that adds video). Answered by {@link MediaEvent.Opened} or
     * {@link MediaEvent.OpenRefused}; a refused extension leaves the session as it was.
     *
     * @param streams 1 to 16
     * @param urgent for an emergency call: no limit on sessions refuses it, and when no port is left it gets one that was
     *     kept for such
     * @param before of a session that a process before this one had: it gets the very same ports or is refused, and each key
     *     that a plan names again goes on from where it stood
     */
    record Open(MediaSessionId session, int streams, boolean urgent, Optional<MediaState> before)
            implements
                MediaCommand {

        /** A new one. */
        public Open(MediaSessionId session, int streams, boolean urgent) {
            this(session, streams, urgent, Optional.empty());
        }

        /** One that goes on. */
        public static Open again(MediaSessionId session, boolean urgent, MediaState before) {
            return new Open(session, before.streams().size(), urgent, Optional.of(before));
        }

        /** For a call like any other. */
        public Open(MediaSessionId session, int streams) {
            this(session, streams, false);
        }

        public Open {
            if (streams < 1 || streams > 16) {
                throw new IllegalArgumentException("streams must be 1 to 16, not " + streams);
            }
        }
    }

    /**
     * Replaces the session's plan. No answer: it holds from the moment the loop has taken it.
     *
     * @param samePeers whether the peers are who they were: then what is on its way under a key that this plan replaces is
     *     taken for some seconds. False while a call is set up, where another plan may mean another fork: of the one before
     *     nothing is taken any more.
     */
    record Apply(MediaSessionId session, MediaPlan plan, boolean samePeers) implements MediaCommand {

        /** With the peers that there were. */
        public Apply(MediaSessionId session, MediaPlan plan) {
            this(session, plan, true);
        }
    }

    /** Ends the session. Answered by {@link MediaEvent.Closed}; its ports rest, then return to the pool. */
    record Close(MediaSessionId session) implements MediaCommand {}

    /** Asks for the counters of a living session. Answered by {@link MediaEvent.Report}. */
    record Query(MediaSessionId session) implements MediaCommand {}
}
