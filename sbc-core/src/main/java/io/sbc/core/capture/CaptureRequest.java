package io.sbc.core.capture;

import java.time.Duration;

/**
 * What somebody wants captured.
 *
 * @param media what is taken besides signalling
 * @param secrets whether keys and digest responses stay in the messages; who asks must have the right
 * @param size octets of the file at most
 * @param time how long at most
 * @param by who asks, for the list
 */
public record CaptureRequest(CaptureTarget target, Media media, boolean secrets, long size, Duration time, String by) {

    /** What is taken besides signalling. */
    public enum Media {
        /** Nothing. */
        NONE,
        /** RTP and RTCP as they are on the wire: under SRTP where that was agreed. */
        WIRE,
        /** RTP and RTCP as they are inside. */
        DECRYPTED
    }

    public CaptureRequest {
        if (size < 1 || !time.isPositive()) {
            throw new IllegalArgumentException("size and time must be positive");
        }
    }
}
