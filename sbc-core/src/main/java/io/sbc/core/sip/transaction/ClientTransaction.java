package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipRequest;

/** A request that we sent. */
public interface ClientTransaction {

    /** The request as it was sent, Via included. */
    SipRequest request();

    /**
     * Cancels an INVITE (RFC 3261 §9.1): at once if a provisional response has come, else when it comes; nothing once a
     * final one has. The INVITE still ends with a final response or a failure, which its user hears: 487 is made up if
     * the peer stays silent for 64*T1 after the CANCEL.
     */
    void cancel();

    /**
     * As {@link #cancel()}, saying why.
     *
     * @param reason the value of Reason (RFC 3326) in the CANCEL; the last one given counts
     */
    default void cancel(String reason) {
        cancel();
    }
}
