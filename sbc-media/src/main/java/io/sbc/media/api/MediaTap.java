package io.sbc.media.api;

/** What a capture asks of the media plane. One tap at a time. */
public sealed interface MediaTap {

    /**
     * Begins to copy packets.
     *
     * @param all of every session, else of those that {@link Add} names
     * @param decrypted as they are inside, not as they are on the wire: the caller answers for who may see that
     */
    record Begin(boolean all, boolean decrypted) implements MediaTap {}

    /** From now on, and to its end, the session too that has this port on that side; none: nothing happens. */
    record Add(MediaSide side, int port) implements MediaTap {}

    /** No more. */
    record End() implements MediaTap {}
}
