package io.sbc.interop.audio;

/** ITU-T G.711 µ-law to 16 bits, by the book: the byte inverted is sign, three bits of segment, four of step. */
public final class MuLaw {

    private static final int BIAS = 0x84;

    private MuLaw() {}

    /** One sample. */
    public static short decode(byte encoded) {
        int code = ~encoded & 0xff;
        int segment = (code >> 4) & 0x07;
        int magnitude = ((((code & 0x0f) << 3) + BIAS) << segment) - BIAS;
        return (short) ((code & 0x80) == 0 ? magnitude : -magnitude);
    }
}
