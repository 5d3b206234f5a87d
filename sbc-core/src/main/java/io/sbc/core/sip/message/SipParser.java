package io.sbc.core.sip.message;

/** Parses one whole message. Stateless; any thread. */
public final class SipParser {

    private SipParser() {}

    /**
     * Parses a datagram, or a message that a framer has cut out of a stream. The array is kept, not copied: it must not
     * be changed any more.
     */
    public static ParseResult parse(byte[] bytes, int offset, int length, ParseLimits limits) {
        return new MessageReader(bytes, offset, length, limits).read();
    }
}
