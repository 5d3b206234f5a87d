package io.sbc.core.call;

import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.SipResponse;
import java.util.Optional;

/**
 * A provisional response as it goes to the caller.
 *
 * @param response what the callee said
 * @param description what it says about media, in the caller's terms
 * @param answer whether that answers the caller's offer, else it is the offer to a caller that made none
 * @param origin where the caller's PRACK goes, if the callee waits for one (RFC 3262)
 */
record Provisional(SipResponse response, Optional<SdpSession> description, boolean answer,
        Optional<PrackOrigin> origin) {}
