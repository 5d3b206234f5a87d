package io.sbc.core.medialink;

import io.sbc.core.Side;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaStats;

/** What a call hears of its media, on its shard. */
public interface MediaListener {

    /** The ports that were asked for stand open. */
    void onOpened();

    /**
     * There are no ports. For the first request {@link #onClosed} follows by itself.
     *
     * @param reason a word for the log
     */
    void onRefused(String reason);

    /** Nobody who is expected to send has sent anything for the configured time. */
    void onTimeout();

    /** A peer moved or must not be sent to, a rollover counter was found by trial, a key has nearly been used up. */
    default void onNoted(MediaNews news) {}

    /**
     * A key of ours towards {@code side} has little of its lifetime left, or nothing (RFC 3711 §9.2): beyond its end nothing is sent
     * under it.
     */
    default void onKeyRunsOut(Side side) {}

    /** The counters and what they say, from time to time and once more before {@link #onClosed}. */
    default void onSampled(MediaStats stats, MediaQuality quality) {}

    /** The session is gone, asked for or not. Exactly once, last. */
    void onClosed(MediaStats stats);
}
