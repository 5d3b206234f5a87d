package io.sbc.core.sip.message;

import java.util.Optional;

/** A request. Immutable. */
public final class SipRequest extends SipMessage {

    public static Builder builder(SipMethod method, SipUri requestUri) {
        throw new UnsupportedOperationException("codec");
    }

    public SipMethod method() {
        throw new UnsupportedOperationException("codec");
    }

    /** The Request-URI as written. */
    public String requestUri() {
        throw new UnsupportedOperationException("codec");
    }

    /** Its parts; empty for {@code tel:} and other schemes. */
    public Optional<SipUri> sipRequestUri() {
        throw new UnsupportedOperationException("codec");
    }

    /** Another message with changes laid over this one; what is not named stays as it is, byte for byte. */
    public Builder edit() {
        throw new UnsupportedOperationException("codec");
    }

    @Override
    public String startLine() {
        throw new UnsupportedOperationException("codec");
    }

    /** Collects; written once at {@link #build()}. */
    public static final class Builder extends MessageBuilder<Builder> {

        /** Replaces the Request-URI. */
        public Builder requestUri(SipUri uri) {
            throw new UnsupportedOperationException("codec");
        }

        public SipRequest build() {
            throw new UnsupportedOperationException("codec");
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
