package io.sbc.core.sip.dialog;

import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one reliable provisional response (RFC 3262 §7.2): what RAck says of it.
 *
 * @param rseq its RSeq
 * @param invite its CSeq
 */
public record ReliableResponse(long rseq, CSeq invite) {

    /** The option tag. */
    public static final String EXTENSION = "100rel";

    public static final HeaderName RSEQ = HeaderName.of("RSeq");
    public static final HeaderName RACK = HeaderName.of("RAck");

    private static final Pattern RACK_VALUE = Pattern.compile("(\\d{1,10})\\s+(\\d{1,10})\\s+(\\S+)");
    private static final long MAX = 0xffff_ffffL;

    /** Whether the sender of this request takes reliable responses (§3). */
    public static boolean takenBy(SipRequest request) {
        return request.lists(HeaderName.SUPPORTED, EXTENSION) || requiredBy(request);
    }

    /** Whether it insists on them (§3). */
    public static boolean requiredBy(SipRequest request) {
        return request.lists(HeaderName.REQUIRE, EXTENSION);
    }

    /** Of a response of 101 to 199 that is to be acknowledged by PRACK; empty for any other, or without a usable RSeq. */
    public static Optional<ReliableResponse> of(SipResponse response) {
        if (!response.isProvisional() || response.status() == 100 || !response.lists(HeaderName.REQUIRE, EXTENSION)) {
            return Optional.empty();
        }
        OptionalLong rseq = response.header(RSEQ).map(String::strip).filter(text -> text.matches("\\d{1,10}"))
                .map(Long::parseLong).filter(number -> number <= MAX).map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        return rseq.isEmpty()
                ? Optional.empty()
                : Optional.of(new ReliableResponse(rseq.getAsLong(), response.cseq()));
    }

    /** What a PRACK acknowledges; empty when its RAck is missing or malformed. */
    public static Optional<ReliableResponse> acknowledgedBy(SipRequest prack) {
        Matcher matcher = RACK_VALUE.matcher(prack.header(RACK).orElse("").strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long rseq = Long.parseLong(matcher.group(1));
        long number = Long.parseLong(matcher.group(2));
        return rseq > MAX || number > MAX
                ? Optional.empty()
                : Optional.of(new ReliableResponse(rseq, new CSeq(number, SipMethod.of(matcher.group(3)))));
    }

    /** The value of RAck. */
    public String toRAck() {
        return rseq + " " + invite;
    }
}
