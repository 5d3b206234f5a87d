package io.sbc.core.sip.message;

import java.util.Optional;

/**
 * A SIP or SIPS URI (RFC 3261 §19.1). Text is kept as it was written (escapes, semicolons in the user part, {@code *},
 * {@code #}); comparison by §19.1.4 is {@link #equivalent}.
 *
 * @param secure {@code sips:}
 * @param user without password, escapes kept; empty when there is none
 * @param host name, IPv4, or IPv6 with its brackets
 * @param port 0 when none is written
 * @param headers what stands behind {@code ?}, as written, else empty
 */
public record SipUri(boolean secure, String user, String host, int port, Parameters parameters, String headers) {

    /** {@code sip:user@host}. */
    public static SipUri of(String user, String host) {
        throw new UnsupportedOperationException("codec");
    }

    /** {@code sip:user@host:port}; no port written for 0. */
    public static SipUri of(String user, String host, int port) {
        throw new UnsupportedOperationException("codec");
    }

    /** Parses; empty for what is no SIP or SIPS URI. */
    public static Optional<SipUri> parse(String text) {
        throw new UnsupportedOperationException("codec");
    }

    /** The user part with escapes undone once, its password and nothing else removed. */
    public String userDecoded() {
        throw new UnsupportedOperationException("codec");
    }

    public SipUri withUser(String user) {
        throw new UnsupportedOperationException("codec");
    }

    public SipUri withHostPort(String host, int port) {
        throw new UnsupportedOperationException("codec");
    }

    public SipUri withParameter(String name, String value) {
        throw new UnsupportedOperationException("codec");
    }

    public SipUri withoutParameters() {
        throw new UnsupportedOperationException("codec");
    }

    /** RFC 3261 §19.1.4. */
    public boolean equivalent(SipUri other) {
        throw new UnsupportedOperationException("codec");
    }

    @Override
    public String toString() {
        throw new UnsupportedOperationException("codec");
    }
}
