package io.sbc.core.sip.message;

/** CSeq: a number of 0 to 2^32 - 1 and a method (RFC 3261 §20.16). */
public record CSeq(long number, SipMethod method) {

    @Override
    public String toString() {
        return number + " " + method;
    }
}
