package io.sbc.interop.audio;

/**
 * A steady sine that one phone speaks. The tones are no multiples of each other and of nothing that G.711 or 50 packets a
 * second bring along.
 *
 * @param hertz its frequency, below 4000
 */
public record Tone(double hertz) {

    /** What the first phone of a test speaks. */
    public static final Tone LOW = new Tone(443);

    /** What the second phone of a test speaks. */
    public static final Tone HIGH = new Tone(1019);

    /** Samples a second, everywhere in these tests. */
    public static final int RATE_HZ = 8000;

    /** Peak of the tone as spoken: -6 dB of full scale. */
    public static final int AMPLITUDE = 16_384;

    public Tone {
        if (hertz <= 0 || hertz >= RATE_HZ / 2.0) {
            throw new IllegalArgumentException("a tone lies between 0 and " + RATE_HZ / 2 + " Hz: " + hertz);
        }
    }

    /** The tone from its start. */
    public short[] samples(int count) {
        var samples = new short[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (short) Math.round(AMPLITUDE * Math.sin(2 * Math.PI * hertz * i / RATE_HZ));
        }
        return samples;
    }

    /** The peak with which this tone sounds in a stretch of samples: Goertzel's recurrence, at this very frequency. */
    double amplitudeIn(short[] samples, int from, int to) {
        double omega = 2 * Math.PI * hertz / RATE_HZ;
        double coefficient = 2 * Math.cos(omega);
        double previous = 0;
        double beforePrevious = 0;
        for (int i = from; i < to; i++) {
            double current = samples[i] + coefficient * previous - beforePrevious;
            beforePrevious = previous;
            previous = current;
        }
        double power = previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious;
        return 2 * Math.sqrt(Math.max(0, power)) / (to - from);
    }
}
