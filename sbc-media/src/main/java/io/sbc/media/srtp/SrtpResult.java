package io.sbc.media.srtp;

/** What {@link SrtpContext} says of a packet: 0 or more is its new length in octets, below 0 stands one of these. */
public final class SrtpResult {

    /** The tag did not verify. */
    public static final int AUTHENTICATION_FAILED = -1;
    /** The index was seen before (RFC 3711 §3.3.2), and not shortly before, see {@link #DUPLICATE}. */
    public static final int REPLAYED = -2;
    /** The index is behind the replay window, so nobody can tell whether it was seen. */
    public static final int TOO_OLD = -3;
    /** No RTP or RTCP packet, too short for its tag, or too long to be worked on. */
    public static final int MALFORMED = -4;
    /** The key has protected as many packets as it may (RFC 3711 §9.2: 2^48 SRTP, 2^31 SRTCP). */
    public static final int KEY_EXHAUSTED = -5;
    /**
     * A copy of a packet that came shortly before: it verified, under an index that was seen. Nothing tells it from a recording
     * that is played back at once, and there is no harm in either. Its payload is decrypted; it must not be used.
     */
    public static final int DUPLICATE = -6;

    private SrtpResult() {}
}
