package io.sbc.core.sip.message;

import java.util.Optional;

/** What became of received bytes. */
public sealed interface ParseResult {

    /** A message whose mandatory headers are well-formed. */
    record Parsed(SipMessage message) implements ParseResult {}

    /**
     * Not acceptable.
     *
     * @param status what to answer: 400, 414, 505 or 513
     * @param reason in plain words, fit for a Reason or Warning text
     * @param answerable for a request from which a response can be made: that response, To tag missing; else empty. It
     *     has a Via; that and other headers may be malformed as they came. Never for ACK
     */
    record Malformed(int status, String reason, Optional<SipResponse> answerable) implements ParseResult {}
}
