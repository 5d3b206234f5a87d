package io.sbc.core.call;

import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Destination;

/**
 * One place to try for a callee.
 *
 * @param requestUri what the INVITE asks for
 * @param destination where it goes
 * @param path the way of later requests
 * @param contact our Contact in this dialog
 */
record Target(SipUri requestUri, Destination destination, LegPath path, SipUri contact) {}
