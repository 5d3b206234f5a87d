package io.sbc.simulation;

import java.util.random.RandomGenerator;

/**
 * How wild a run is; probabilities, 0 to 1.
 *
 * @param flap a phone drops its connection, per half minute
 * @param vanish such a drop is a silent one
 * @param cancel a caller gives up before the answer
 * @param refuse a callee refuses
 * @param ignore a callee never answers
 * @param late an offer comes with the answer
 * @param renegotiate a call is put on hold, per call
 * @param sick the PBX answers 503, per request outside dialogs
 * @param outages the PBX falls silent for a while, this many times a run
 * @param losses the preferred node of the PBX falls silent for a while, this many times a run
 * @param crashes the PBX forgets everything, this many times a run
 * @param media the media plane refuses something
 * @param changes devices are disabled for a while, this many times a run
 */
record Temper(double flap, double vanish, double cancel, double refuse, double ignore, double late,
        double renegotiate, double sick, int outages, int losses, int crashes,
        double media, int changes) {

    /** Some are calm in one way and wild in another. */
    static Temper of(RandomGenerator random) {
        return new Temper(pick(random, 0, 0.05, 0.4), pick(random, 0, 0.5), pick(random, 0, 0.15, 0.5),
                pick(random, 0.05, 0.3), pick(random, 0, 0.05), pick(random, 0, 0.2), pick(random, 0, 0.3, 0.8),
                pick(random, 0, 0, 0.1), random.nextInt(3), random.nextInt(3), random.nextInt(2),
                pick(random, 0, 0, 0.01), random.nextInt(3));
    }

    private static double pick(RandomGenerator random, double... values) {
        return values[random.nextInt(values.length)];
    }
}
