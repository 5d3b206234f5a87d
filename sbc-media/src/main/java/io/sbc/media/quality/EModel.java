package io.sbc.media.quality;

/**
 * The E-model (ITU-T G.107) with its default values (table 2) for everything that an SBC cannot see: it rates delay, loss
 * and codec on the narrowband scale, where the best connection has R = 93.2. Pure functions.
 *
 * <p>Symbols are the recommendation's: Ro the signal-to-noise ratio, Is what goes with the signal, Id delay with echo,
 * Ie,eff codec and loss.
 */
public final class EModel {

    /** Below this rating some users are dissatisfied (G.107 table B.1: R = 70). */
    public static final double POOR_MOS = 3.60;

    private static final double SLR = 8;
    private static final double RLR = 2;
    private static final double STMR = 15;
    private static final double DS = 3;
    private static final double DR = 3;
    private static final double TELR = 65;
    private static final double WEPL = 110;
    private static final double QDU = 1;
    private static final double NC = -70;
    private static final double NFOR = -64;
    private static final double PS = 35;
    private static final double PR = 35;

    private static final double OLR = SLR + RLR;
    private static final double NO = noise();
    private static final double RO = 15 - 1.5 * (SLR + NO);
    private static final double IS = simultaneous();

    private EModel() {}

    /** G.107 equations 7-4 to 7-7. */
    private static double noise() {
        double nos = PS - SLR - DS - 100 + 0.004 * square(PS - OLR - DS - 14);
        double pre = PR + 10 * Math.log10(1 + Math.pow(10, (10 - (STMR + DR)) / 10));
        double nor = RLR - 121 + pre + 0.008 * square(pre - 35);
        double nfo = NFOR + RLR;
        return 10 * Math.log10(power(NC) + power(nos) + power(nor) + power(nfo));
    }

    private static double power(double decibel) {
        return Math.pow(10, decibel / 10);
    }

    private static double square(double value) {
        return value * value;
    }

    /** Is = Iolr + Ist + Iq, equations 7-8 to 7-17, without echo (T = 0). */
    private static double simultaneous() {
        double xolr = OLR + 0.2 * (64 + NO - RLR);
        double iolr = 20 * (Math.pow(1 + Math.pow(xolr / 8, 8), 1.0 / 8) - xolr / 8);
        double stmro = -10 * Math.log10(power(-STMR) + power(-TELR));
        double ist = 12 * Math.pow(1 + Math.pow((stmro - 13) / 6, 8), 1.0 / 8)
                - 28 * Math.pow(1 + Math.pow((stmro + 1) / 19.4, 35), 1.0 / 35)
                - 13 * Math.pow(1 + Math.pow((stmro - 3) / 33, 13), 1.0 / 13) + 29;
        double q = 37 - 15 * Math.log10(QDU);
        double g = 1.07 + 0.258 * q + 0.0602 * q * q;
        double y = (RO - 100) / 15 + 46 / 8.4 - g / 9;
        double z = 46.0 / 30 - g / 40;
        double iq = 15 * Math.log10(1 + power(10 * y) + power(10 * z));
        return iolr + ist + iq;
    }

    /**
     * The transmission rating R, 0 to 100.
     *
     * @param delayMillis one way, mouth to ear
     * @param effectiveImpairment of {@link CodecImpairment#effective}
     */
    public static double rating(double delayMillis, double effectiveImpairment) {
        double rating = RO - IS - delayImpairment(delayMillis) - effectiveImpairment;
        return Math.clamp(rating, 0, 100);
    }

    /** Id = Idte + Idle + Idd, equations 7-18 to 7-27: talker echo, listener echo, and too long a delay. */
    static double delayImpairment(double delayMillis) {
        double t = Math.max(0, delayMillis);
        double terv = TELR - 40 * Math.log10((1 + t / 10) / (1 + t / 150)) + 6 * Math.exp(-0.3 * t * t);
        double roe = -1.5 * (NO - RLR);
        double re = 80 + 2.5 * (terv - 14);
        double idte = ((roe - re) / 2 + Math.sqrt(square(roe - re) / 4 + 100) - 1) * (1 - Math.exp(-t));
        double rle = 10.5 * (WEPL + 7) * Math.pow(2 * t + 1, -0.25);
        double idle = (RO - rle) / 2 + Math.sqrt(square(RO - rle) / 4 + 169);
        return Math.max(0, idte) + idle + absoluteDelay(t);
    }

    private static double absoluteDelay(double t) {
        if (t <= 100) {
            return 0;
        }
        double x = Math.log10(t / 100) / Math.log10(2);
        return 25 * (Math.pow(1 + Math.pow(x, 6), 1.0 / 6) - 3 * Math.pow(1 + Math.pow(x / 3, 6), 1.0 / 6) + 2);
    }

    /** The mean opinion score of a rating, 1 to 4.5 (G.107 annex B). */
    public static double mos(double rating) {
        if (rating <= 0) {
            return 1;
        }
        if (rating >= 100) {
            return 4.5;
        }
        return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
    }
}
