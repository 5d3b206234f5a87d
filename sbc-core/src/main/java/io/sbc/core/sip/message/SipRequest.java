package io.sbc.core.sip.message;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request. Immutable. */
public final class SipRequest extends SipMessage {

    private final SipMethod method;
    private final String requestUri;

    // As in NameAddr: known from parsing, else read when asked for.
    private @Nullable SipUri sipRequestUri;

    SipRequest(byte[] bytes, Layout layout, FieldIndex fields, SipMethod method, String requestUri,
            @Nullable SipUri sipRequestUri) {
        super(bytes, layout, fields);
        this.method = method;
        this.requestUri = requestUri;
        this.sipRequestUri = sipRequestUri;
    }

    public static Builder builder(SipMethod method, SipUri requestUri) {
        return builder(method, requestUri.toString());
    }

    /** A request to a URI of any scheme. */
    public static Builder builder(SipMethod method, String requestUri) {
        return new Builder(null, method, requestUri);
    }

    public SipMethod method() {
        return method;
    }

    /** The Request-URI as written. */
    public String requestUri() {
        return requestUri;
    }

    /** Its parts; empty for {@code tel:} and other schemes. */
    public Optional<SipUri> sipRequestUri() {
        SipUri known = sipRequestUri;
        if (known == null) {
            known = SipUri.read(requestUri);
            sipRequestUri = known;
        }
        return Optional.ofNullable(known);
    }

    /**
     * This request with another topmost Via, for the transport that completes it: all else, the reads that were made
     * already included, stays.
     */
    public SipRequest withTopmostVia(Via via) {
        int field = fields().find(HeaderName.VIA, 0);
        if (!fields().isOneValue(field)) {
            return edit().removeFirst(HeaderName.VIA).prepend(HeaderName.VIA, via).build();
        }
        MessageBuilder.Written written = splice(field, via.toString());
        SipRequest changed = new SipRequest(written.bytes(), written.layout(), written.fields(), method, requestUri,
                sipRequestUri);
        changed.adoptReads(this, via);
        return changed;
    }

    /** Another message with changes laid over this one; what is not named stays as it is, byte for byte. */
    public Builder edit() {
        return new Builder(this, method, requestUri);
    }

    @Override
    void forgetOwnReads() {
        sipRequestUri = null;
    }

    @Override
    SipMessage rewritten() {
        return edit().build();
    }

    @Override
    public String startLine() {
        return startLine(method, requestUri);
    }

    private static String startLine(SipMethod method, String requestUri) {
        return method.name() + ' ' + requestUri + " SIP/2.0";
    }

    /** Collects; written once at {@link #build()}. */
    public static final class Builder extends MessageBuilder<Builder> {

        private final SipMethod method;
        private String requestUri;

        private Builder(@Nullable SipRequest base, SipMethod method, String requestUri) {
            super(base);
            if (!Grammar.isToken(method.name())) {
                throw new IllegalArgumentException("no method: " + method);
            }
            this.method = method;
            this.requestUri = checkUri(requestUri);
        }

        /** Replaces the Request-URI. */
        public Builder requestUri(SipUri uri) {
            requestUri = checkUri(uri.toString());
            return this;
        }

        private static String checkUri(String uri) {
            checkValue(uri);
            if (uri.isEmpty() || uri.indexOf(' ') >= 0 || uri.indexOf('\t') >= 0) {
                throw new IllegalArgumentException("no Request-URI: " + uri);
            }
            return uri;
        }

        public SipRequest build() {
            Written written = write(startLine(method, requestUri));
            return new SipRequest(written.bytes(), written.layout(), written.fields(), method, requestUri, null);
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
