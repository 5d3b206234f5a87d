package io.sbc.kit.audio;

import java.util.Random;

/**
 * A tune that a seed composes: notes of a pentatonic scale with two overtones, each gliding a little, over faint noise. The
 * glide and the noise make every frame differ from every other, so that a received frame tells its place.
 */
public final class Melody implements AudioSource {
    /** 160 ms a note: eight frames. */
    private static final int NOTE_FRAMES = 8;
    private static final double[] SCALE_HZ = {261.63, 293.66, 329.63, 392.00, 440.00, 523.25, 587.33, 659.25};
    private static final int NOISE_AMPLITUDE = 220;

    private final String name;
    private final long seed;

    /**
     * @param seed each phone has its own, so that no one takes its own echo for the other
     */
    public Melody(String name, long seed) {
        this.name = name;
        this.seed = seed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public short[] frame(int number) {
        Random note = new Random(seed * 1_000_003 + number / NOTE_FRAMES);
        double baseHz = SCALE_HZ[note.nextInt(SCALE_HZ.length)];
        double glideHzPerSecond = (note.nextDouble() - 0.5) * 120;
        double amplitude = 5_000 + note.nextInt(4_000);
        Random noise = new Random(seed ^ (0x5DEECE66DL * (number + 1L)));
        short[] samples = new short[FRAME_SAMPLES];
        int first = number % NOTE_FRAMES * FRAME_SAMPLES;
        for (int i = 0; i < FRAME_SAMPLES; i++) {
            double seconds = (first + i) / (double) SAMPLE_RATE_HZ;
            double phase = 2 * Math.PI * (baseHz * seconds + glideHzPerSecond * seconds * seconds / 2);
            double envelope = Math.min(1, seconds * 100) * Math.exp(-4 * seconds);
            double tone = Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase);
            samples[i] = (short) (amplitude * envelope * tone + noise.nextInt(2 * NOISE_AMPLITUDE) - NOISE_AMPLITUDE);
        }
        return samples;
    }
}
