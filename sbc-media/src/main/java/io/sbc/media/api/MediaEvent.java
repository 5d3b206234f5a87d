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

    /**
     * No peer that is expected to send has sent anything for the configured time. Raised again each time that it passes
     * anew; a plan that is applied begins it anew.
     */
    record MediaTimeout(MediaSessionId session) implements MediaEvent {}

    /**
     * The peer's packets verify under another rollover counter than the one that RFC 3711 §3.3.1 has us expect; it was
     * found by trial and is used from now on. Phones do that around hold and music on hold.
     *
     * @param times how often since the last event of this kind
     */
    record RolloverResolved(MediaSessionId session, int stream, MediaSide side, int times) implements MediaEvent {}

    /**
     * Another key is in use on one side of a call that goes on: for ours the plan that brought it is in force, of the peer the
     * first packet under it verified.
     *
     * @param ours whether it is our key on that side (what we send), or the peer's (what it sends)
     */
    record KeyChanged(MediaSessionId session, int stream, MediaSide side, boolean ours) implements MediaEvent {}

    /**
     * A peer is heard again, of whose silence a {@link MediaVerdict} told. Seen at the next sample of the counters.
     *
     * @param silentMillis from when it fell silent, or should have begun, to that sample
     */
    record Resumed(MediaSessionId session, int stream, MediaSide side, long silentMillis) implements MediaEvent {}

    /**
     * A key has protected most of the packets that it may: time for a re-INVITE with another one. When ours has ended,
     * nothing more is sent under it, and that is counted; what a peer sends beyond the lifetime that it told is still
     * taken.
     *
     * @param ours whether it is our key on that side (what we send), or the peer's (what it sends)
     * @param ended false when a sixteenth of the lifetime is left, true when nothing is
     */
    record KeyLifetime(MediaSessionId session, int stream, MediaSide side, boolean ours, boolean ended)
            implements
                MediaEvent {}

    /**
     * Nothing is sent to {@code address}, since {@link MediaNetworks} refuses it: the peer's SDP told it, or its packets
     * came from there. Not more often than ten times a second for each session.
     */
    record AddressRefused(MediaSessionId session, int stream, MediaSide side, InetSocketAddress address)
            implements
                MediaEvent {}

    /** The counters that a {@link MediaCommand.Query} asked for. */
    record Report(MediaSessionId session, MediaStats stats) implements MediaEvent {}

    /** The counters at regular times, what they say, and where the session stands. */
    record Sampled(MediaSessionId session, MediaStats stats, MediaQuality quality, MediaState state)
            implements
                MediaEvent {}

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
