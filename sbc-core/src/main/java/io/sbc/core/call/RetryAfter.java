package io.sbc.core.call;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipResponse;
import java.time.Duration;

/** Retry-After of a 503 (RFC 3261 §20.33): its number of seconds; comment and parameters do not matter here. */
final class RetryAfter {

    /** Without the header: about one time-out of a transaction. */
    private static final Duration UNSAID = Duration.ofSeconds(30);

    private static final int DIGITS_MAX = 6;

    private RetryAfter() {}

    static Duration of(SipResponse response) {
        String text = response.header(HeaderName.RETRY_AFTER).orElse("").strip();
        int end = 0;
        while (end < Math.min(text.length(), DIGITS_MAX) && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end == 0 ? UNSAID : Duration.ofSeconds(Long.parseLong(text.substring(0, end)));
    }
}
