package io.sbc.kit.audio;

/** ITU-T G.711: 16-bit samples at 8 kHz to one byte each and back, after the segments of the recommendation. */
public enum G711 {
    /** µ-law, RTP payload type 0 (RFC 3551 §4.5.14). */
    PCMU(0) {
        @Override
        byte encode(int sample) {
            int sign = sample < 0 ? 0x80 : 0;
            int magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
            int segment = segment(magnitude >> 7);
            int step = (magnitude >> (segment + 3)) & 0x0F;
            return (byte) ~(sign | (segment << 4) | step);
        }

        @Override
        int decode(byte code) {
            int bits = ~code & 0xFF;
            int segment = (bits >> 4) & 0x07;
            int magnitude = (((bits & 0x0F) << 3) + BIAS) << segment;
            return (bits & 0x80) != 0 ? BIAS - magnitude : magnitude - BIAS;
        }
    },
    /** A-law, RTP payload type 8. */
    PCMA(8) {
        @Override
        byte encode(int sample) {
            // A-law has its zero between two steps: a negative sample is mirrored about -1/2.
            int magnitude = (sample < 0 ? ~sample : sample) >> 3;
            int sign = sample < 0 ? 0 : 0x80;
            int code;
            if (magnitude < 32) {
                code = magnitude >> 1;
            } else {
                int segment = segment(magnitude >> 4);
                code = (segment << 4) | ((magnitude >> segment) & 0x0F);
            }
            return (byte) ((sign | code) ^ 0x55);
        }

        @Override
        int decode(byte code) {
            int bits = (code ^ 0x55) & 0xFF;
            int segment = (bits >> 4) & 0x07;
            int magnitude = (bits & 0x0F) << 4;
            magnitude = segment == 0 ? magnitude + 8 : (magnitude + 0x108) << (segment - 1);
            return (bits & 0x80) != 0 ? magnitude : -magnitude;
        }
    };

    private static final int BIAS = 0x84;
    private static final int CLIP = 32_635;

    private final int payloadType;

    G711(int payloadType) {
        this.payloadType = payloadType;
    }

    /** The static payload type of RFC 3551 §6. */
    public int payloadType() {
        return payloadType;
    }

    /** The codec of a payload type. */
    public static G711 ofPayloadType(int payloadType) {
        return switch (payloadType) {
            case 0 -> PCMU;
            case 8 -> PCMA;
            default -> throw new IllegalArgumentException("payload type " + payloadType + " is not G.711");
        };
    }

    abstract byte encode(int sample);

    abstract int decode(byte code);

    /** Encodes samples. */
    public byte[] encode(short[] samples) {
        byte[] codes = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            codes[i] = encode(samples[i]);
        }
        return codes;
    }

    /** Decodes to samples. */
    public short[] decode(byte[] codes) {
        short[] samples = new short[codes.length];
        for (int i = 0; i < codes.length; i++) {
            samples[i] = (short) decode(codes[i]);
        }
        return samples;
    }

    /** The place of the highest bit: 0 for 0 and 1, 7 for 128 and above. */
    static int segment(int value) {
        return Math.min(7, 31 - Integer.numberOfLeadingZeros(Math.max(1, value)));
    }
}
