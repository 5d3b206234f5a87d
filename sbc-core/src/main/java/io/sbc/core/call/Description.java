package io.sbc.core.call;

import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.MultipartBody;
import io.sbc.core.sip.message.SipMessage;
import java.util.Optional;

/** What a message says about media: a description, none, or one that cannot be read. */
sealed interface Description {

    /** An answer is missing where there must be one (RFC 3261 §13.2.1). */
    Rejection NO_ANSWER = new Rejection.NotAcceptable(304, "No answer to the offer");

    /** An offer is missing where there must be one. */
    Rejection NO_OFFER = new Rejection.NotAcceptable(304, "No offer");

    /** What came instead cannot be read. */
    Rejection MALFORMED = new Rejection.NotAcceptable(307, "Malformed session description");

    record Present(SdpSession sdp) implements Description {}

    /** No body, or one without a description in it. */
    record Absent() implements Description {}

    record Malformed() implements Description {}

    /** Reads the body: a description, or one among several parts. */
    static Description of(SipMessage message) {
        try {
            if (message.bodyLength() == 0) {
                return new Absent();
            }
            if (message.contentType().equals(Optional.of(RejectionMapper.SDP))) {
                return parse(message.body());
            }
            return MultipartBody.of(message).flatMap(parts -> parts.first(RejectionMapper.SDP))
                    .map(part -> parse(part.content())).orElse(new Absent());
        } catch (MalformedHeaderException _) { // of a response or an ACK, which nobody could answer with 400
            return new Malformed();
        }
    }

    private static Description parse(byte[] sdp) {
        return switch (SdpSession.parse(sdp)) {
            case SdpParseResult.Parsed parsed -> new Present(parsed.session());
            case SdpParseResult.Malformed _ -> new Malformed();
        };
    }
}
