package io.sbc.core.record;

import io.sbc.core.Side;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaStats;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A call at one moment: as it stands while it goes on, or as it ended.
 *
 * @param id names it towards operators; unique, over restarts too
 * @param callId the Call-ID of the caller's leg
 * @param otherCallId the Call-ID of the callee's leg; empty when it was never called
 * @param device whose call it is: the user part of the phone
 * @param from the side of the caller
 * @param caller the caller's user part, without escapes
 * @param callee the user or number that was called, without escapes; never the opaque Contact of a phone
 * @param startedMillis wall clock at the INVITE
 * @param answeredMillis wall clock at the 2xx; empty for a call that was not answered
 * @param endedMillis wall clock when the last resource was free; empty while the call goes on
 * @param status the final status that the caller got; 0 before
 * @param cause why it ended, in a few words
 * @param setCrypto what protected the set side: suites or "RTP", never a key; empty without media
 * @param icpCrypto the same of the ICP side
 * @param media the last counters; empty when no port was ever open, or nothing was counted yet
 * @param quality what they say
 * @param notes what media went through, the oldest first
 */
public record CallRecord(String id, String callId, String otherCallId, String device, Side from, String caller,
        String callee, long startedMillis, OptionalLong answeredMillis, OptionalLong endedMillis, int status,
        String cause, String setCrypto, String icpCrypto, Optional<MediaStats> media, MediaQuality quality,
        List<MediaNote> notes) {

    public CallRecord {
        notes = List.copyOf(notes);
    }

    /** From answer to end, in milliseconds; 0 for a call that was not answered, or that goes on. */
    public long talkMillis() {
        return answeredMillis.isPresent() && endedMillis.isPresent()
                ? endedMillis.getAsLong() - answeredMillis.getAsLong()
                : 0;
    }
}
