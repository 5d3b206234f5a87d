package io.sbc.media.api;

import java.net.InetSocketAddress;
import java.util.List;

/** What the media plane tells the owner of a session. */
public sealed interface MediaEvent {

    /** The session that it is about. */
    MediaSessionId session();

    /** Ports stand open for each stream, in order. */
    record Opened(MediaSessionId session, List<StreamPorts> streams) implements MediaEvent {

        public Opened {
            streams = List.copyOf(streams);
        }
    }

    /** No ports could be had; nothing was opened. */
    record OpenRefused(MediaSessionId session, RefusalReason reason) implements MediaEvent {}

    /** The first packet that passed every check came from {@code source}. */
    record FirstPacket(MediaSessionId session, int stream, MediaSide side, InetSocketAddress source)
            implements
                MediaEvent {}

    /** The peer's packets prove that it is at {@code learned}, not (or no longer) at {@code previous}. */
    record AddressLearned(MediaSessionId session, int stream, MediaSide side, InetSocketAddress previous,
            InetSocketAddress learned) implements MediaEvent {}

    /** No peer that is expected to send has sent anything for the configured time. Raised once. */
    record MediaTimeout(MediaSessionId session) implements MediaEvent {}

    /** The counters that a {@link MediaCommand.Query} asked for. */
    record Report(MediaSessionId session, MediaStats stats) implements MediaEvent {}

    /** The counters at regular times, and what they say. */
    record Sampled(MediaSessionId session, MediaStats stats, MediaQuality quality) implements MediaEvent {}

    /** The session is gone; these are its last counters and what they say. The last event of a session. */
    record Closed(MediaSessionId session, MediaStats stats, MediaQuality quality) implements MediaEvent {

        /** Without a judgement. */
        public Closed(MediaSessionId session, MediaStats stats) {
            this(session, stats, MediaQuality.NONE);
        }
    }

    /** Why a session could not be opened. */
    enum RefusalReason {
        /** Every port of the range is taken or rests. */
        PORTS_EXHAUSTED,
        /** The operating system refused the socket. */
        SOCKET_FAILED,
        /** More sessions than configured. */
        TOO_MANY_SESSIONS,
        /** The plane is shutting down. */
        CLOSING
    }
}
