package io.sbc.core.call;

import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Destination;
import java.util.List;

/**
 * One place to try for a callee.
 *
 * @param requestUri what the INVITE asks for
 * @param destination where it goes
 * @param path the way of later requests
 * @param contact our Contact in this dialog
 * @param route whom the INVITE has to pass: the PBX's Service-Route (RFC 3608), or the Path of a phone (RFC 3327)
 */
record Target(SipUri requestUri, Destination destination, LegPath path, SipUri contact, List<NameAddr> route) {

    Target {
        route = List.copyOf(route);
    }

    /** Without anybody to pass on the way. */
    Target(SipUri requestUri, Destination destination, LegPath path, SipUri contact) {
        this(requestUri, destination, path, contact, List.of());
    }
}
