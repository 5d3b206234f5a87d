package io.sbc.core.capture;

import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.Flow;

/** Who takes copies of signalling. Called on event loops and shards: must not block. */
interface SipSink {

    /** A message came or goes. */
    void onMessage(Flow flow, SipMessage message, boolean sent);

    /** Octets came that are no message. */
    default void onMalformed(Flow flow, byte[] octets) {}

    /** The call with the first Call-ID has another leg with the second. */
    default void onLegs(String callId, String otherCallId) {}
}
