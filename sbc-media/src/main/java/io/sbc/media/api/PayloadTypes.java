package io.sbc.media.api;

import java.util.List;

/**
 * What the payload types of a stream stand for: those that were negotiated, else the static ones of RFC 3551 §6, else sound
 * at 8000 Hz.
 *
 * @param negotiated from {@code a=rtpmap} lines; what exceeds {@link #NEGOTIATED_MAX} is left out
 */
public record PayloadTypes(List<PayloadFormat> negotiated) {

    /** Formats that are kept of one m-line; clients offer a dozen. */
    public static final int NEGOTIATED_MAX = 32;
    /** Nothing but RFC 3551. */
    public static final PayloadTypes STATIC = new PayloadTypes(List.of());

    private static final String UNKNOWN = "unknown";
    private static final int DEFAULT_CLOCK_RATE_HZ = 8000;
    private static final PayloadFormat[] FORMATS = new PayloadFormat[128];

    static {
        for (int i = 0; i < FORMATS.length; i++) {
            FORMATS[i] = new PayloadFormat(i, UNKNOWN, DEFAULT_CLOCK_RATE_HZ);
        }
        for (PayloadFormat format : List.of(new PayloadFormat(0, "pcmu", 8000), new PayloadFormat(3, "gsm", 8000),
                new PayloadFormat(4, "g723", 8000), new PayloadFormat(5, "dvi4", 8000),
                new PayloadFormat(6, "dvi4", 16_000), new PayloadFormat(7, "lpc", 8000),
                new PayloadFormat(8, "pcma", 8000), new PayloadFormat(9, "g722", 8000),
                new PayloadFormat(10, "l16", 44_100), new PayloadFormat(11, "l16", 44_100),
                new PayloadFormat(12, "qcelp", 8000), new PayloadFormat(13, "cn", 8000),
                new PayloadFormat(14, "mpa", 90_000), new PayloadFormat(15, "g728", 8000),
                new PayloadFormat(16, "dvi4", 11_025), new PayloadFormat(17, "dvi4", 22_050),
                new PayloadFormat(18, "g729", 8000), new PayloadFormat(25, "celb", 90_000),
                new PayloadFormat(26, "jpeg", 90_000), new PayloadFormat(28, "nv", 90_000),
                new PayloadFormat(31, "h261", 90_000), new PayloadFormat(32, "mpv", 90_000),
                new PayloadFormat(33, "mp2t", 90_000), new PayloadFormat(34, "h263", 90_000))) {
            FORMATS[format.payloadType()] = format;
        }
    }

    public PayloadTypes {
        negotiated = List.copyOf(negotiated.size() > NEGOTIATED_MAX
                ? negotiated.subList(0, NEGOTIATED_MAX)
                : negotiated);
    }

    /** What {@code payloadType}, 0 to 127, stands for. Allocates nothing. */
    public PayloadFormat format(int payloadType) {
        for (int i = 0; i < negotiated.size(); i++) {
            if (negotiated.get(i).payloadType() == payloadType) {
                return negotiated.get(i);
            }
        }
        return FORMATS[payloadType];
    }
}
