package io.sbc.core.call;

import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.SipResponse;
import java.util.Optional;

/**
 * A provisional response above 100 to an INVITE of ours.
 *
 * @param dialog the early dialog that it belongs to; empty if it has no tag
 * @param reliable how to acknowledge it, if it is to be (RFC 3262)
 */
record EarlyResponse(SipResponse response, Optional<LegDialog> dialog, Optional<ReliableResponse> reliable) {}
