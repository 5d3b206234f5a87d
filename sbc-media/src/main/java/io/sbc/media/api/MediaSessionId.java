package io.sbc.media.api;

/** Names one media session; unique in the life of the process, chosen by the session's owner. */
public record MediaSessionId(long value) {

    @Override
    public String toString() {
        return "media-" + Long.toUnsignedString(value, 36);
    }
}
