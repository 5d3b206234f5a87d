package io.sbc.core.guard;

/** How far a source, or a flow of it, is believed; each level may do more than the one before. */
public enum TrustLevel {
    /** Nothing is known of it. */
    UNTRUSTED,
    /** Phones are registered from this address, or were not long ago. */
    KNOWN,
    /** This very flow is a registered phone's. */
    REGISTERED,
    /** Named in {@code guard.allow}, or by an operator. */
    ALLOWED
}
