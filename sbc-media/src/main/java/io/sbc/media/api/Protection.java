package io.sbc.media.api;

/** How packets of one direction travel: in the clear or under a key. */
public sealed interface Protection {

    /** Plain RTP and RTCP. */
    record Clear() implements Protection {}

    /** SRTP and SRTCP under {@code key}. */
    record Srtp(SrtpKey key) implements Protection {}

    /** Plain RTP and RTCP. */
    static Protection clear() {
        return new Clear();
    }

    /** SRTP and SRTCP under {@code key}. */
    static Protection srtp(SrtpKey key) {
        return new Srtp(key);
    }
}
