package io.sbc.kit.sip;

import java.util.Locale;

/** The transports of RFC 3261 §18 that the kit speaks. */
public enum SipTransport {
    UDP(5060),
    TCP(5060),
    TLS(5061);

    private final int defaultPort;

    SipTransport(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** The port of a URI that names none (RFC 3261 §19.1.2). */
    public int defaultPort() {
        return defaultPort;
    }

    /** False for UDP: the transaction layer retransmits (RFC 3261 §17.1.1.2). */
    public boolean isReliable() {
        return this != UDP;
    }

    /** The value of a URI's {@code transport} parameter, as in {@code ;transport=tls}. */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a Via's or a URI's transport, whatever its case. */
    public static SipTransport of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
