package io.sbc.core.sip.message;

import org.jspecify.annotations.Nullable;

/** CSeq: a number of 0 to 2^32 - 1 and a method (RFC 3261 §20.16). */
public record CSeq(long number, SipMethod method) {

    private static final long MAX = 0xffff_ffffL;

    public CSeq {
        if (number < 0 || number > MAX) {
            throw new IllegalArgumentException("no CSeq number: " + number);
        }
    }

    static @Nullable CSeq read(String text) {
        int at = 0;
        while (at < text.length() && Grammar.isDigit(text.charAt(at))) {
            at++;
        }
        long number = Grammar.number(text, 0, at, MAX);
        int methodStart = Grammar.skipSpace(text, at, text.length());
        String method = Words.of(text, methodStart, text.length());
        return number < 0 || methodStart == at || !Grammar.isToken(method)
                ? null
                : new CSeq(number, SipMethod.of(method));
    }

    @Override
    public String toString() {
        return number + " " + method;
    }
}
