package io.sbc.core.sdp;

import java.util.List;

/** One m-line with what belongs to it (RFC 8866 §5.14). Immutable. */
public final class SdpMedia {

    /** {@code audio}, {@code video} and so on. */
    public String type() {
        throw new UnsupportedOperationException("contract");
    }

    /** 0 to 65535; 0 declines or ends the stream (RFC 3264 §6). */
    public int port() {
        throw new UnsupportedOperationException("contract");
    }

    /** For example {@code RTP/SAVP}. */
    public String profile() {
        throw new UnsupportedOperationException("contract");
    }

    /** Payload types or formats, in order. */
    public List<String> formats() {
        throw new UnsupportedOperationException("contract");
    }

    /** Values of an attribute, {@code ""} for a flag, in order. */
    public List<String> attributes(String name) {
        throw new UnsupportedOperationException("contract");
    }
}
