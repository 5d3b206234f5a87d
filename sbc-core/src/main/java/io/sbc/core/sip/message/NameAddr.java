package io.sbc.core.sip.message;

import java.util.Optional;

/**
 * An address with parameters: the value of From, To, Contact, Route and the like (RFC 3261 §20.10).
 *
 * @param displayName unquoted; empty when there is none
 * @param uri as written; {@link #sipUri()} for its parts. {@code *} for the wildcard Contact
 * @param parameters of the header, not of the URI
 */
public record NameAddr(String displayName, String uri, Parameters parameters) {

    /** {@code <uri>} without name and parameters. */
    public static NameAddr of(SipUri uri) {
        throw new UnsupportedOperationException("codec");
    }

    /** Parses; empty when malformed. */
    public static Optional<NameAddr> parse(String text) {
        throw new UnsupportedOperationException("codec");
    }

    /** The URI's parts; empty for {@code tel:} and other schemes. */
    public Optional<SipUri> sipUri() {
        throw new UnsupportedOperationException("codec");
    }

    /** The {@code tag} parameter. */
    public Optional<String> tag() {
        throw new UnsupportedOperationException("codec");
    }

    public NameAddr withTag(String tag) {
        throw new UnsupportedOperationException("codec");
    }

    public NameAddr withParameter(String name, String value) {
        throw new UnsupportedOperationException("codec");
    }

    public NameAddr withoutParameter(String name) {
        throw new UnsupportedOperationException("codec");
    }

    public NameAddr withUri(SipUri uri) {
        throw new UnsupportedOperationException("codec");
    }

    public boolean isWildcard() {
        throw new UnsupportedOperationException("codec");
    }

    @Override
    public String toString() {
        throw new UnsupportedOperationException("codec");
    }
}
