package io.sbc.core.sip.transport;

import io.sbc.core.sip.message.SipMessage;

/** Sees every message that comes and goes, decrypted, as it is on the wire. Called on event loops and shards: must not block. */
public interface WireTap {

    /** A well-formed message came; nobody has looked at it yet. */
    void received(Flow flow, SipMessage message);

    /** Octets came that are no message. */
    void malformed(Flow flow, byte[] octets);

    /** A message goes out. */
    void sent(Flow flow, SipMessage message);
}
