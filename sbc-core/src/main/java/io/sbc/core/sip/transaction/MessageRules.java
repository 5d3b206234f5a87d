package io.sbc.core.sip.transaction;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Flow;
import java.net.InetAddress;

/**
 * What an administrator wants changed in messages, applied between the network and those who use transactions: what
 * comes is changed before anybody looks at it, what goes after everybody has written it, and once, so that repetitions
 * are the same. Via, From, To, Call-ID, CSeq and Request-URI are never changed here. Called on the shards.
 */
public interface MessageRules {

    /** Changes nothing. */
    MessageRules NONE = new MessageRules() {
    };

    /** A request of ours, without its Via. */
    default SipRequest outbound(SipRequest request, Side side, InetAddress peer) {
        return request;
    }

    /** A response of ours. */
    default SipResponse outbound(SipResponse response, Flow flow) {
        return response;
    }

    /** A request of a peer. */
    default SipRequest inbound(SipRequest request, Flow flow) {
        return request;
    }

    /** A response of a peer. */
    default SipResponse inbound(SipResponse response, Flow flow) {
        return response;
    }
}
