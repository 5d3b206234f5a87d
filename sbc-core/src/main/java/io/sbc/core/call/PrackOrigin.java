package io.sbc.core.call;

import io.sbc.core.sip.dialog.ReliableResponse;

/**
 * A reliable provisional response of a callee that its PRACK must name (RFC 3262 §4).
 *
 * @param leg the leg it came on
 * @param dialog its early dialog
 * @param response its numbers
 * @param offer it carried an offer, so that the PRACK carries the answer (§5)
 */
record PrackOrigin(CallLeg leg, LegDialog dialog, ReliableResponse response, boolean offer) {}
