package io.sbc.core.sip.transport;

/** What {@link SipFramer} cuts out of a stream. */
sealed interface Frame {

    /** One whole message, not yet parsed. */
    record Message(byte[] bytes) implements Frame {}

    /** A double CRLF between messages (RFC 5626 §4.4.1); wants a CRLF back. */
    record Ping() implements Frame {}

    /**
     * The stream cannot be followed any further: the connection has to go.
     *
     * @param head start line and header fields as far as they were read whole, for an answer; else empty
     */
    record Broken(Reason reason, byte[] head) implements Frame {}

    /** Why a stream cannot be followed. */
    enum Reason {
        /** No SIP at all. */
        GARBAGE,
        /** A line, the number of fields or the message is over its limit. */
        TOO_LARGE,
        /** Content-Length is missing, no number, or there twice with two values (RFC 3261 §18.3). */
        LENGTH
    }
}
