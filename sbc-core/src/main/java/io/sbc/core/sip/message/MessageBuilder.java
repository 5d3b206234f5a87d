package io.sbc.core.sip.message;

/** What request and response builders share. Values must not hold CR, LF or NUL: that throws at once. */
public abstract sealed class MessageBuilder<B extends MessageBuilder<B>>
        permits SipRequest.Builder, SipResponse.Builder {

    protected abstract B self();

    /** Replaces every field of that name by this one (or adds it). */
    public final B set(HeaderName name, Object value) {
        throw new UnsupportedOperationException("codec");
    }

    /** Adds behind the last field of that name, else at the end. */
    public final B add(HeaderName name, Object value) {
        throw new UnsupportedOperationException("codec");
    }

    /** Adds before the first field of that name, else at the front: Via, Record-Route. */
    public final B prepend(HeaderName name, Object value) {
        throw new UnsupportedOperationException("codec");
    }

    public final B remove(HeaderName name) {
        throw new UnsupportedOperationException("codec");
    }

    /** Removes the first value of a list: the topmost Via. */
    public final B removeFirst(HeaderName name) {
        throw new UnsupportedOperationException("codec");
    }

    /** Sets body and Content-Type; Content-Length is written by itself. */
    public final B body(String contentType, byte[] body) {
        throw new UnsupportedOperationException("codec");
    }

    /** Takes body and Content-Type away. */
    public final B noBody() {
        throw new UnsupportedOperationException("codec");
    }
}
