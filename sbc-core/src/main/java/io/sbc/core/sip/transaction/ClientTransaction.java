package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipRequest;

/** A request that we sent. */
public interface ClientTransaction {

    /** The request as it was sent, Via included; kept until its final response. */
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

    /**
     * Gives up on a peer that has not said a word, because another one is to be asked: the request is not repeated any
     * more, and what was not sent yet never is. An INVITE stays to be cancelled when a late provisional response shows
     * that the peer has it after all; its late 2xx comes to {@code heir}, who has to acknowledge and end it (RFC 3261
     * §9.1). Other requests are forgotten. The user hears nothing more, {@code heir} what it would have heard.
     */
    default void abandon(ClientTransactionUser heir) {
        cancel();
    }

    /**
     * After the 2xx to an INVITE: whatever comes from now on, a repeated 2xx or that of another fork, is for {@code heir}, who
     * should know little, since it is kept for 64*T1, however short the call is.
     */
    default void leaveTo(ClientTransactionUser heir) {}
}
