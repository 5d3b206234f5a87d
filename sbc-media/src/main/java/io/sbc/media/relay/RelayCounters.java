package io.sbc.media.relay;

/**
 * What one media loop has done over all its sessions: plain fields of its thread, published by the loop from time to time.
 */
public final class RelayCounters {

    /** RTP packets sent on to the other side. */
    public long rtpRelayed;
    /** RTCP packets sent on to the other side. */
    public long rtcpRelayed;
    /** Packets whose tag did not verify. */
    public long authenticationFailures;
    /** SRTP packets dropped as copies of what came shortly before. */
    public long duplicates;
    /** Packets refused by a replay window. */
    public long replays;
    /** Packets of an address that is not the peer's. */
    public long wrongSource;
    /** Packets that are neither RTP nor RTCP. */
    public long malformed;
    /** Packets that no plan allows at the moment. */
    public long unexpected;
    /** Packets the operating system did not take. */
    public long sendFailures;
    /** Packets that could not be protected: doubled or too late for the key's index, or the key is exhausted. */
    public long protectFailures;
    /** Peers that moved. */
    public long addressesLearned;
    /** Packets beyond the rate or the size that one peer may have. */
    public long limited;
    /** Addresses that media must not go to, told by SDP or by packets. */
    public long addressesRefused;
    /** Keys of which little or nothing of their lifetime is left. */
    public long keyLifetimes;
    /** Rollover counters found by trial. */
    public long rolloversResolved;
    /** RTCP packets that broke the rules of their form; {@link #malformed} counts them too. */
    public long rtcpMalformed;
    /** RTCP packets made for peers that send none. */
    public long rtcpMade;
}
