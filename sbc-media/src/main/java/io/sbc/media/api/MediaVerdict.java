package io.sbc.media.api;

import java.util.OptionalLong;

/**
 * That a peer which should send is not heard, since when, and why probably.
 *
 * @param stream the m-line, from 0
 * @param side whose packets are missing
 * @param kind how much is missing
 * @param cause the likely one, for programs
 * @param words the likely one, for people
 * @param beganMillis wall clock
 * @param endedMillis wall clock when it was heard again, or not expected any more; empty while it lasts
 */
public record MediaVerdict(int stream, MediaSide side, Kind kind, Cause cause, String words, long beganMillis,
        OptionalLong endedMillis) {

    /** How much is missing. */
    public enum Kind {
        /** The other side is heard. */
        ONE_WAY,
        /** The other side is not heard either. */
        SILENCE
    }

    /** Why, as far as can be told from here. */
    public enum Cause {
        /** Nothing ever came: a firewall or a wrong address. */
        NOTHING_CAME,
        /** RTCP comes, RTP does not: muted, or its codec pauses in silence. */
        REPORTS_ONLY,
        /** Packets come from an address that is not the peer's. */
        WRONG_ADDRESS,
        /** Packets fail authentication. */
        KEYS_DIFFER,
        /** Packets that were never encrypted come where SRTP was agreed. */
        PLAIN_FOR_SRTP,
        /** It was heard, then no more. */
        STOPPED,
        /** It was heard before a hold, and not since it was taken back. */
        STOPPED_AFTER_HOLD,
        /** It was heard before media was negotiated anew, and not since. */
        STOPPED_AFTER_CHANGE
    }
}
