package io.sbc.core.sip.message;

/** A response. Immutable. */
public final class SipResponse extends SipMessage {

    /** A response with Via, From, To, Call-ID and CSeq of the request (RFC 3261 §8.2.6); its standard reason phrase. */
    public static Builder to(SipRequest request, int status) {
        throw new UnsupportedOperationException("codec");
    }

    public static Builder builder(int status, String reasonPhrase) {
        throw new UnsupportedOperationException("codec");
    }

    /** 100 to 699. */
    public int status() {
        throw new UnsupportedOperationException("codec");
    }

    public String reasonPhrase() {
        throw new UnsupportedOperationException("codec");
    }

    public boolean isProvisional() {
        throw new UnsupportedOperationException("codec");
    }

    public boolean isSuccess() {
        throw new UnsupportedOperationException("codec");
    }

    public boolean isFinal() {
        throw new UnsupportedOperationException("codec");
    }

    public Builder edit() {
        throw new UnsupportedOperationException("codec");
    }

    @Override
    public String startLine() {
        throw new UnsupportedOperationException("codec");
    }

    /** Collects; written once at {@link #build()}. */
    public static final class Builder extends MessageBuilder<Builder> {

        /** Puts {@code tag} into To unless it has one. */
        public Builder toTag(String tag) {
            throw new UnsupportedOperationException("codec");
        }

        public Builder reasonPhrase(String phrase) {
            throw new UnsupportedOperationException("codec");
        }

        public SipResponse build() {
            throw new UnsupportedOperationException("codec");
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
