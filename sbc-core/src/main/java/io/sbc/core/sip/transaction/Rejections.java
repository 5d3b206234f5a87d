package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;

/** Answers to requests that cannot be understood. */
final class Rejections {

    private Rejections() {}

    /** 400 with a Warning that says which header (RFC 3261 §20.43, code 399: miscellaneous). */
    static SipResponse.Builder malformed(SipRequest request, MalformedHeaderException malformed) {
        return SipResponse.to(request, 400).set(HeaderName.WARNING, "399 sbc \"" + quotable(malformed) + '"');
    }

    /** What may stand in a quoted-string without escaping (RFC 3261 §25.1), everything else replaced. */
    private static String quotable(MalformedHeaderException malformed) {
        String text = String.valueOf(malformed.getMessage());
        StringBuilder quotable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quotable.append(c >= ' ' && c < 127 && c != '"' && c != '\\' ? c : '?');
        }
        return quotable.toString();
    }
}
