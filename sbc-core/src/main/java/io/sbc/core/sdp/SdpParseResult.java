package io.sbc.core.sdp;

/** What became of a body of type application/sdp. */
public sealed interface SdpParseResult {

    record Parsed(SdpSession session) implements SdpParseResult {}

    /** In plain words, with the line. */
    record Malformed(String reason) implements SdpParseResult {}
}
