package io.sbc.core.sip.message;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A SIP message over its bytes. The headers that every message must have ({@code Via}, {@code From}, {@code To}, {@code
 * Call-ID}, {@code CSeq}) were checked when it was parsed; other typed reads may throw {@link
 * MalformedHeaderException}. Immutable.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {

    /** The first field of that name, whole and unfolded. */
    public final Optional<String> header(HeaderName name) {
        throw new UnsupportedOperationException("codec");
    }

    /** Every value of that name in order; fields that are lists by grammar are split at their commas. */
    public final List<String> headers(HeaderName name) {
        throw new UnsupportedOperationException("codec");
    }

    /** Every field in order, as written. */
    public final List<HeaderField> allHeaders() {
        throw new UnsupportedOperationException("codec");
    }

    public final boolean has(HeaderName name) {
        throw new UnsupportedOperationException("codec");
    }

    /** Whether the comma list {@code name} (Supported, Require, Allow) has {@code token}, without case. */
    public final boolean lists(HeaderName name, String token) {
        throw new UnsupportedOperationException("codec");
    }

    public final Via topmostVia() {
        throw new UnsupportedOperationException("codec");
    }

    public final NameAddr from() {
        throw new UnsupportedOperationException("codec");
    }

    public final NameAddr to() {
        throw new UnsupportedOperationException("codec");
    }

    public final String callId() {
        throw new UnsupportedOperationException("codec");
    }

    public final CSeq cseq() {
        throw new UnsupportedOperationException("codec");
    }

    public final List<NameAddr> contacts() {
        throw new UnsupportedOperationException("codec");
    }

    /** Values of a name-addr list: Route, Record-Route, Path, P-Asserted-Identity and so on. */
    public final List<NameAddr> addresses(HeaderName name) {
        throw new UnsupportedOperationException("codec");
    }

    public final OptionalInt maxForwards() {
        throw new UnsupportedOperationException("codec");
    }

    /** The Expires header, seconds. */
    public final OptionalLong expires() {
        throw new UnsupportedOperationException("codec");
    }

    /** Type and subtype in lower case without parameters; empty when there is none. */
    public final Optional<String> contentType() {
        throw new UnsupportedOperationException("codec");
    }

    /** A copy of the body; length 0 when there is none. */
    public final byte[] body() {
        throw new UnsupportedOperationException("codec");
    }

    public final int bodyLength() {
        throw new UnsupportedOperationException("codec");
    }

    /** The whole message as it goes to the wire, Content-Length correct. */
    public final byte[] toBytes() {
        throw new UnsupportedOperationException("codec");
    }

    /** Octets of {@link #toBytes()}. */
    public final int length() {
        throw new UnsupportedOperationException("codec");
    }

    /** The start line without its end. */
    public abstract String startLine();

    /** The message as text, for a log or a ladder; bytes that are no UTF-8 are replaced. */
    @Override
    public final String toString() {
        throw new UnsupportedOperationException("codec");
    }
}
