package io.sbc.core.sip.transport;

/** What carries SIP. The name is the one of a Via header (RFC 3261 §20.42). */
public enum TransportProtocol {
    UDP,
    TCP,
    TLS;

    /** Whether messages need framing and are delivered reliably. */
    public boolean isStream() {
        return this != UDP;
    }
}
