package io.sbc.media.api;

/**
 * From where a peer of plain RTP may prove, by a row of packets, that it is not where its SDP says. SRTP peers are not
 * meant: their packets prove it themselves.
 */
public enum AddressLearning {

    /** From the signalled address only, another port of it included. */
    HOST,

    /** From the signalled address's network too: its /24 or /64, and all of 127.0.0.0/8. */
    NETWORK,

    /** From anywhere: for plain phones behind NAT whose SDP tells an inner address. Whoever is first wins. */
    ANYWHERE
}
