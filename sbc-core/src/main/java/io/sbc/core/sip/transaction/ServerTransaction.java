package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Flow;
import java.util.Optional;

/** A request that a peer sent us. */
public interface ServerTransaction {

    SipRequest request();

    /** What it came over. */
    Flow flow();

    /** The CANCEL that the peer sent for this INVITE, once it has come. */
    default Optional<SipRequest> cancelledBy() {
        return Optional.empty();
    }

    /**
     * Sends a response. A 2xx to INVITE may be given again: its repetition is the user's business (RFC 6026 §7.1); every
     * other response repeats by itself. Provisional responses after a final one, and second finals, are ignored and
     * counted.
     */
    void respond(SipResponse response);

    /**
     * After the 2xx to an INVITE: it is acknowledged, or given up, and will not be given again. Neither the request nor what was
     * said to it may be asked for any more.
     */
    default void settled() {}
}
