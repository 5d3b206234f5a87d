package io.sbc.media.api;

/**
 * What a payload type stands for (RFC 8866 §6.6, {@code a=rtpmap}).
 *
 * @param payloadType 0 to 127
 * @param encoding encoding name in lower case, such as {@code pcmu} or {@code telephone-event}
 * @param clockRateHz ticks of the RTP timestamp in a second, as SDP says it (8000 for G.722, RFC 3551 §4.5.2)
 */
public record PayloadFormat(int payloadType, String encoding, int clockRateHz) {

    /** Touch tones (RFC 4733): their timestamp stands still while an event lasts. */
    public static final String TELEPHONE_EVENT = "telephone-event";

    public PayloadFormat {
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("a payload type is 0 to 127, not " + payloadType);
        }
        if (clockRateHz < 1) {
            throw new IllegalArgumentException("a clock rate is positive, not " + clockRateHz);
        }
    }

    /** Whether it carries touch tones instead of sound. */
    public boolean isEvent() {
        return encoding.equals(TELEPHONE_EVENT);
    }
}
