package io.sbc.core.sip.message;

import java.util.Optional;

/**
 * One Via value (RFC 3261 §20.42, RFC 3581).
 *
 * @param transport as written, for example {@code TLS}
 * @param host sent-by host, IPv6 in brackets
 * @param port 0 when none is written
 */
public record Via(String transport, String host, int port, Parameters parameters) {

    public static Optional<Via> parse(String text) {
        throw new UnsupportedOperationException("codec");
    }

    /** The {@code branch} parameter; empty when missing. */
    public Optional<String> branch() {
        throw new UnsupportedOperationException("codec");
    }

    public Via withParameter(String name, String value) {
        throw new UnsupportedOperationException("codec");
    }

    @Override
    public String toString() {
        throw new UnsupportedOperationException("codec");
    }
}
