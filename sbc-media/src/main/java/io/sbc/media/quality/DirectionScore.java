package io.sbc.media.quality;

import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaStats;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How one side's packets sound, by the E-model, from sample to sample and over the call. The delay is what can be known:
 * half of both round trips, a packet of 20 ms, and a jitter buffer of twice the jitter, 40 ms at least. One thread: the
 * conductor.
 */
final class DirectionScore {

    private static final double PACKET_MILLIS = 20;
    private static final double BUFFER_MIN_MILLIS = 40;
    /** Fewer packets say nothing of a loss in percent. */
    private static final int PACKETS_MIN = 10;

    private long expectedBefore;
    private long lostBefore;
    private long gapsBefore;
    private long ratedPackets;
    private double ratingSum;
    private double ratingMin = Double.POSITIVE_INFINITY;
    private double lossNow;
    private OptionalDouble ratingNow = OptionalDouble.empty();
    private long jitterMicrosMax;

    /**
     * Takes the counters.
     *
     * @param mine of the side that sends
     * @param other of the side that hears it
     */
    MediaQuality.Direction sample(MediaStats.Direction mine, MediaStats.Direction other) {
        jitterMicrosMax = Math.max(jitterMicrosMax, mine.jitterMicros());
        double tripMillis = (trip(mine) + trip(other)) / 2000.0;
        rate(mine, tripMillis);
        OptionalDouble rating = ratedPackets == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(ratingSum / ratedPackets);
        OptionalDouble lossThere = mine.reports().lossThere() < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(mine.reports().lossThere() / 2.56);
        return new MediaQuality.Direction(percent(mine.lost(), mine.reception().expected()), lossNow, jitterMicrosMax,
                mine.reports().roundTripMicros() < 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(mine.reports().roundTripMicros()),
                rating, mos(rating), mos(ratingNow),
                ratedPackets == 0 ? OptionalDouble.empty() : mos(OptionalDouble.of(ratingMin)), lossThere,
                mosThere(lossThere, mine, other, tripMillis));
    }

    private void rate(MediaStats.Direction mine, double tripMillis) {
        long expected = mine.reception().expected() - expectedBefore;
        ratingNow = OptionalDouble.empty();
        if (expected < PACKETS_MIN) {
            lossNow = 0;
            return;
        }
        // What came late made an earlier loss undone.
        long lost = Math.max(0, mine.lost() - lostBefore);
        long gaps = mine.reception().gaps() - gapsBefore;
        expectedBefore = mine.reception().expected();
        lostBefore = mine.lost();
        gapsBefore = mine.reception().gaps();
        lossNow = percent(lost, expected);
        // G.107 §7.5: mean length of a gap, over that of random loss, 1 / (1 - p).
        double burstRatio = gaps == 0 ? 1 : (double) lost / gaps * (1 - lossNow / 100);
        double rating = rating(lossNow, burstRatio, mine.jitterMicros(), mine.reception().format().encoding(),
                tripMillis);
        ratingNow = OptionalDouble.of(rating);
        ratingMin = Math.min(ratingMin, rating);
        ratingSum += rating * expected;
        ratedPackets += expected;
    }

    /** What this side hears is what the other one sends, less what this side says it lost. */
    private static OptionalDouble mosThere(OptionalDouble loss, MediaStats.Direction mine, MediaStats.Direction other,
            double tripMillis) {
        return loss.isEmpty()
                ? loss
                : OptionalDouble.of(EModel.mos(rating(loss.getAsDouble(), 1, mine.reports().jitterThereMicros(),
                        other.reception().format().encoding(), tripMillis)));
    }

    private static double rating(double lossPercent, double burstRatio, long jitterMicros, String encoding,
            double tripMillis) {
        double delay = tripMillis + PACKET_MILLIS + Math.max(BUFFER_MIN_MILLIS, 2 * jitterMicros / 1000.0);
        return EModel.rating(delay, CodecImpairment.of(encoding).effective(lossPercent, burstRatio));
    }

    private static long trip(MediaStats.Direction direction) {
        return Math.max(0, direction.reports().roundTripMicros());
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }

    private static OptionalDouble mos(OptionalDouble rating) {
        return rating.isEmpty() ? rating : OptionalDouble.of(EModel.mos(rating.getAsDouble()));
    }
}
