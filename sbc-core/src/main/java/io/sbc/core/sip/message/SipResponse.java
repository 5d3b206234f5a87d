package io.sbc.core.sip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response. Immutable. */
public final class SipResponse extends SipMessage {

    private static final List<HeaderName> ECHOED = List
            .of(HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ);

    private final int status;
    private final String reasonPhrase;

    SipResponse(byte[] bytes, Layout layout, FieldIndex fields, int status, String reasonPhrase) {
        super(bytes, layout, fields);
        this.status = status;
        this.reasonPhrase = reasonPhrase;
    }

    /**
     * A response with Via, From, To, Call-ID and CSeq of the request, a 100 with its Timestamp too (RFC 3261 §8.2.6); its
     * standard reason phrase.
     */
    public static Builder to(SipRequest request, int status) {
        Builder builder = echo(request.fields(), status, ReasonPhrases.of(status));
        builder.echoedTo = request.knownTo();
        int timestamp = status == 100 ? request.fields().find(HeaderName.TIMESTAMP, 0) : -1;
        if (timestamp >= 0) {
            builder.copy(request.fields(), timestamp);
        }
        return builder;
    }

    static Builder echo(FieldIndex fields, int status, String reasonPhrase) {
        Builder builder = builder(status, reasonPhrase);
        for (HeaderName name : ECHOED) {
            for (int field = fields.find(name, 0); field >= 0; field = fields.find(name, field + 1)) {
                builder.copy(fields, field);
                if (!name.equals(HeaderName.VIA)) {
                    break;
                }
            }
        }
        return builder;
    }

    public static Builder builder(int status, String reasonPhrase) {
        return new Builder(null, status, reasonPhrase);
    }

    /** 100 to 699. */
    public int status() {
        return status;
    }

    public String reasonPhrase() {
        return reasonPhrase;
    }

    public boolean isProvisional() {
        return status < 200;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public boolean isFinal() {
        return status >= 200;
    }

    public Builder edit() {
        return new Builder(this, status, reasonPhrase);
    }

    /** It has none of its own. */
    @Override
    void forgetOwnReads() {}

    @Override
    SipMessage rewritten() {
        return edit().build();
    }

    @Override
    public String startLine() {
        return startLine(status, reasonPhrase);
    }

    private static String startLine(int status, String reasonPhrase) {
        return "SIP/2.0 " + status + ' ' + reasonPhrase;
    }

    /** Collects; written once at {@link #build()}. */
    public static final class Builder extends MessageBuilder<Builder> {

        private final int status;
        private String reasonPhrase;

        /** What was read of the To that is echoed, if it was. */
        private @Nullable NameAddr echoedTo;

        private Builder(@Nullable SipResponse base, int status, String reasonPhrase) {
            super(base);
            if (status < 100 || status > 699) {
                throw new IllegalArgumentException("no status code: " + status);
            }
            this.status = status;
            this.reasonPhrase = checkValue(reasonPhrase);
        }

        /** Puts {@code tag} into To unless it has one. A To that cannot be read stays as it is. */
        public Builder toTag(String tag) {
            String value = firstValue(HeaderName.TO);
            if (value != null && isUntagged(value)) {
                set(HeaderName.TO, value + ";tag=" + tag);
            }
            return this;
        }

        private boolean isUntagged(String to) {
            NameAddr address = echoedTo != null && isCopied(HeaderName.TO) ? echoedTo : NameAddr.read(to);
            return address != null && address.tag().isEmpty();
        }

        public Builder reasonPhrase(String phrase) {
            reasonPhrase = checkValue(phrase);
            return this;
        }

        public SipResponse build() {
            Written written = write(startLine(status, reasonPhrase));
            return new SipResponse(written.bytes(), written.layout(), written.fields(), status, reasonPhrase);
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
