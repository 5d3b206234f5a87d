package io.sbc.core.sdp;

import java.util.List;
import java.util.Optional;

/**
 * A session description (RFC 8866), parsed, immutable. Lines and attributes that we do not know are kept in their place
 * and written back. The owner of {@code core.sdp} may add to this type, not change what is here.
 */
public final class SdpSession {

    /** Parses at most 64 KiB with at most 16 m-lines; empty with what is malformed. */
    public static SdpParseResult parse(byte[] bytes) {
        throw new UnsupportedOperationException("contract");
    }

    /** The m-lines in order. */
    public List<SdpMedia> media() {
        throw new UnsupportedOperationException("contract");
    }

    /** The session-level connection address, if there is one. */
    public Optional<String> connectionAddress() {
        throw new UnsupportedOperationException("contract");
    }

    /** This description as bytes. */
    public byte[] toBytes() {
        throw new UnsupportedOperationException("contract");
    }
}
