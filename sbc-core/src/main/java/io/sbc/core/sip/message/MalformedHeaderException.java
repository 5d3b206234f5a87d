package io.sbc.core.sip.message;

/**
 * A typed read met a header value that is not of its grammar. Raised where it is found, mapped to 400 in one place (the
 * shard's entry); carries no stack trace.
 */
public final class MalformedHeaderException extends RuntimeException {

    private final HeaderName header;

    public MalformedHeaderException(HeaderName header, String what) {
        super("malformed " + header.canonical() + ": " + what, null, false, false);
        this.header = header;
    }

    /** The header that is meant. */
    public HeaderName header() {
        return header;
    }
}
