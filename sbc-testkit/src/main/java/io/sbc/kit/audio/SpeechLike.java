package io.sbc.kit.audio;

import java.util.Random;

/**
 * Sound with the shape of speech: syllables of 120 to 280 ms of a buzz through two formants, pauses between them, faint
 * noise all the time. It is nobody's voice, but has speech's levels and pauses, and every frame is unlike every other.
 */
public final class SpeechLike implements AudioSource {
    /** Syllables stay within blocks of 320 ms, so that a frame can be made without those before it. */
    private static final int BLOCK_FRAMES = 16;
    private static final double[][] VOWELS_HZ = {{730, 1090}, {270, 2290}, {300, 870}, {530, 1840}, {570, 840}};
    private static final int NOISE_AMPLITUDE = 160;

    private final String name;
    private final long seed;
    private final double pitchHz;

    /**
     * @param pitchHz of the voice: about 110 for a low, 200 for a high one
     */
    public SpeechLike(String name, long seed, double pitchHz) {
        this.name = name;
        this.seed = seed;
        this.pitchHz = pitchHz;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public short[] frame(int number) {
        Random syllable = new Random(seed * 7_919 + number / BLOCK_FRAMES);
        double[] vowel = VOWELS_HZ[syllable.nextInt(VOWELS_HZ.length)];
        double syllableSeconds = 0.12 + syllable.nextDouble() * 0.16;
        double pitch = pitchHz * (0.9 + 0.2 * syllable.nextDouble());
        double amplitude = 900 + syllable.nextInt(900);
        Random noise = new Random(seed ^ (0x9E3779B97F4A7C15L * (number + 1L)));
        short[] samples = new short[FRAME_SAMPLES];
        int first = number % BLOCK_FRAMES * FRAME_SAMPLES;
        for (int i = 0; i < FRAME_SAMPLES; i++) {
            double seconds = (first + i) / (double) SAMPLE_RATE_HZ;
            double voice = seconds < syllableSeconds
                    ? amplitude * Math.sin(Math.PI * seconds / syllableSeconds) * voiced(seconds, pitch, vowel)
                    : 0;
            samples[i] = (short) (voice + noise.nextInt(2 * NOISE_AMPLITUDE) - NOISE_AMPLITUDE);
        }
        return samples;
    }

    /** Twelve harmonics of the pitch, each as loud as its distance to the formants allows. */
    private static double voiced(double seconds, double pitch, double[] formantsHz) {
        double sum = 0;
        for (int harmonic = 1; harmonic <= 12; harmonic++) {
            double hz = harmonic * pitch;
            double gain = 0.1;
            for (double formantHz : formantsHz) {
                double distance = (hz - formantHz) / 150;
                gain += 1 / (1 + distance * distance);
            }
            sum += gain * Math.sin(2 * Math.PI * hz * seconds);
        }
        return sum;
    }
}
