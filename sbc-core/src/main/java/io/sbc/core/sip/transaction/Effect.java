package io.sbc.core.sip.transaction;

/** What a step of a transaction machine asks its transaction to do, in order. */
sealed interface Effect {

    /** Effects without arguments; "the event" is what the step was about. */
    enum Action implements Effect {
        /** Client: send the request. Server: send the response of the event and remember it. */
        SEND,
        /** Client: send the request again. Server: send the last response again, if there is one. */
        RETRANSMIT,
        /** Server: send and remember a 100 (Trying). */
        SEND_TRYING,
        /** Client: send an ACK for the failure response of the event (RFC 3261 §17.1.1.3). */
        ACKNOWLEDGE,
        /** Client: send a CANCEL in a transaction of its own (RFC 3261 §9.1). */
        SEND_CANCEL,
        /** Pass the response (client) or ACK (server) of the event to the user. */
        PASS_UP,
        /** Client: pass a 487 of our own to the user. */
        PASS_UP_487,
        /** The message of the event is late or repeated and of no use: count it. */
        DISCARD,
        /** Stop all timers and forget the transaction. Always the last effect. */
        TERMINATE
    }

    /** Arms a timer, replacing the same one. */
    record StartTimer(SipTimer timer, long delayNanos) implements Effect {}

    /** Disarms a timer. */
    record StopTimer(SipTimer timer) implements Effect {}

    /** Tells the user that this was it. */
    record Fail(TransactionFailure failure) implements Effect {}

    static Effect start(SipTimer timer, long delayNanos) {
        return new StartTimer(timer, delayNanos);
    }

    static Effect stop(SipTimer timer) {
        return new StopTimer(timer);
    }

    static Effect fail(TransactionFailure failure) {
        return new Fail(failure);
    }
}
