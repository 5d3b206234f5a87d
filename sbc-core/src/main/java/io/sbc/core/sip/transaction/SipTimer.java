package io.sbc.core.sip.transaction;

/** The timers of RFC 3261 §17 (table 4), RFC 6026 §7 and one of RFC 3261 §9.1. */
enum SipTimer {
    /** INVITE request retransmission: T1, doubling. */
    A,
    /** INVITE client time-out: 64*T1. */
    B,
    /** Wait for repeated failure responses to INVITE: at least 32 s, 0 on streams. */
    D,
    /** Non-INVITE request retransmission: T1, doubling up to T2. */
    E,
    /** Non-INVITE client time-out: 64*T1. */
    F,
    /** Failure response retransmission: T1, doubling up to T2. */
    G,
    /** Wait for the ACK of a failure response: 64*T1. */
    H,
    /** Wait for repeated ACKs: T4, 0 on streams. */
    I,
    /** Wait for repeated non-INVITE requests: 64*T1, 0 on streams. */
    J,
    /** Wait for repeated final responses to a non-INVITE: T4, 0 on streams. */
    K,
    /** Wait for repeated INVITEs after a 2xx: 64*T1. */
    L,
    /** Wait for further 2xx to INVITE: 64*T1. */
    M,
    /** Wait for the final response to a cancelled INVITE (RFC 3261 §9.1, no letter there): 64*T1. */
    CANCELLED
}
