package io.sbc.core.call;

import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;

/** Bytes into messages. */
final class Wire {

    private Wire() {}

    static SipRequest request(byte[] bytes) {
        if (SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT) instanceof ParseResult.Parsed parsed
                && parsed.message() instanceof SipRequest request) {
            return request;
        }
        throw new AssertionError("no request");
    }
}
