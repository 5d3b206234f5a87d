package io.sbc.interop.audio;

import java.util.Arrays;

/**
 * What a stretch of recorded sound contains, judged in windows of an eighth of a second: how many of them carry the wanted
 * tone at nearly the level at which it was spoken, and whether the unwanted one sounds anywhere.
 *
 * @param windows how many there were
 * @param wanted how many carry the wanted tone at 90 to 110 % of its level
 * @param unwanted how many carry the other tone at 5 % of its level or more
 */
public record Hearing(int windows, int wanted, int unwanted) {

    static final int WINDOW_SAMPLES = Tone.RATE_HZ / 8;

    private static final double LEVEL_MIN = 0.9 * Tone.AMPLITUDE;
    private static final double LEVEL_MAX = 1.1 * Tone.AMPLITUDE;
    private static final int SILENCE_PEAK = 64;
    private static final double LEAK = 0.05 * Tone.AMPLITUDE;

    /** Listens to all whole windows. */
    public static Hearing of(short[] samples, Tone wantedTone, Tone unwantedTone) {
        int windows = samples.length / WINDOW_SAMPLES;
        int wanted = 0;
        int unwanted = 0;
        for (int i = 0; i < windows; i++) {
            int from = i * WINDOW_SAMPLES;
            double level = wantedTone.amplitudeIn(samples, from, from + WINDOW_SAMPLES);
            wanted += level >= LEVEL_MIN && level <= LEVEL_MAX ? 1 : 0;
            unwanted += unwantedTone.amplitudeIn(samples, from, from + WINDOW_SAMPLES) >= LEAK ? 1 : 0;
        }
        return new Hearing(windows, wanted, unwanted);
    }

    /** The same for what was recorded from sample {@code from} on. */
    public static Hearing of(short[] samples, int from, Tone wantedTone, Tone unwantedTone) {
        return of(Arrays.copyOfRange(samples, Math.min(from, samples.length), samples.length), wantedTone,
                unwantedTone);
    }

    /** Whether nothing louder than comfort noise was recorded from sample {@code from} on. */
    public static boolean isSilent(short[] samples, int from) {
        for (int i = from; i < samples.length; i++) {
            if (Math.abs(samples[i]) > SILENCE_PEAK) {
                return false;
            }
        }
        return true;
    }

    /** Whether the wanted tone, and never the other, was heard for at least this long. */
    public boolean isClearFor(double seconds) {
        return wanted * (double) WINDOW_SAMPLES / Tone.RATE_HZ >= seconds && unwanted == 0;
    }
}
