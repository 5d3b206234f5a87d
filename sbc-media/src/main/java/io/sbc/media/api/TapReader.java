package io.sbc.media.api;

/** Takes packets of tapped sessions. */
@FunctionalInterface
public interface TapReader {

    /** A packet; it is another one once this returns. */
    void packet(TappedPacket packet);
}
