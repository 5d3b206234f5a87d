package io.sbc.kit.pbx;

import io.sbc.kit.sip.NextHop;
import java.util.Optional;

/**
 * A Contact that registered.
 *
 * @param contactUri exactly as in the REGISTER: what an INVITE's Request-URI will be
 * @param flow       the connection to use instead of the URI's address; empty: go by the URI
 * @param untilNanos when it expires
 */
public record PbxBinding(String number, String contactUri, Optional<NextHop> flow, long untilNanos, String callId,
        long cseq) {}
