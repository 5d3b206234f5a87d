package io.sbc.media.quality;

import io.sbc.media.api.PayloadFormat;
import io.sbc.media.rtp.RtpHeader;

/**
 * Whether a packet that failed authentication was never encrypted, told from its length: codecs with frames of a fixed size
 * fill a payload exactly, and no SRTP tag (4, 10 or 16 octets) is as long as a frame. Of other codecs nothing can be said.
 */
public final class PlainLook {

    /** 5 ms of 64 kbit/s. */
    private static final int WAVEFORM_FRAME = 40;
    /** Two frames of 10 ms, as everybody sends G.729. */
    private static final int G729_FRAMES = 20;

    private PlainLook() {}

    /** True when the payload has the size of an unencrypted one of {@code format}. */
    public static boolean isPlain(byte[] packet, int length, PayloadFormat format) {
        int header = RtpHeader.length(packet, length);
        if (header == RtpHeader.MALFORMED || header == length) {
            return false;
        }
        int payload = length - header;
        return switch (format.encoding()) {
            case "pcmu", "pcma", "g722" -> payload % WAVEFORM_FRAME == 0;
            case "g729" -> payload % G729_FRAMES == 0;
            default -> false;
        };
    }
}
