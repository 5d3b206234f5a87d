package io.sbc.core.record;

import io.sbc.core.Side;
import io.sbc.media.api.MediaStats;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An ended call.
 *
 * @param callId the Call-ID of the caller's leg
 * @param otherCallId the Call-ID of the callee's leg; empty when it was never called
 * @param from the side of the caller
 * @param caller the caller's user part
 * @param callee the user part that was dialled
 * @param startedMillis wall clock at the INVITE
 * @param answeredMillis wall clock at the 2xx; empty for a call that was not answered
 * @param endedMillis wall clock when the last resource was free
 * @param status the final status that the caller got
 * @param cause why it ended, in a few words
 * @param setCrypto what protected the set side: suites or "RTP", never a key; empty without media
 * @param icpCrypto the same of the ICP side
 * @param media the last counters; empty when no port was ever open
 */
public record CallRecord(String callId, String otherCallId, Side from, String caller, String callee, long startedMillis,
        OptionalLong answeredMillis, long endedMillis, int status, String cause, String setCrypto, String icpCrypto,
        Optional<MediaStats> media) {

    /** From answer to end, in milliseconds; 0 for a call that was not answered. */
    public long talkMillis() {
        return answeredMillis.isPresent() ? endedMillis - answeredMillis.getAsLong() : 0;
    }
}
