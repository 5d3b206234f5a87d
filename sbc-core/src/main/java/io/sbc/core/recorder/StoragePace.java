package io.sbc.core.recorder;

import io.sbc.core.record.CallRecord;
import io.sbc.media.api.MediaQuality;
import java.util.Optional;

/**
 * Which ended calls of a shard are stored with their messages: as many a second as configured, and as many more that did not go well. What
 * a storm of good calls said is not what anybody looks for, and to copy and compress it is the dear part. Owned by the shard.
 */
final class StoragePace {

    /** Below this most users complain (ITU-T G.107 annex B: R below 70). */
    private static final double MOS_POOR = 3.6;

    /** Calls that failed get as many more as good ones. */
    private static final int FAILED_FACTOR = 2;

    private final double perSecond;
    private double good;
    private double failed;
    private long lastNanos;

    /** @param perSecond of this shard; a burst may have those of a second, one at least */
    StoragePace(double perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.good = most(perSecond);
        this.failed = most(perSecond * FAILED_FACTOR);
        this.lastNanos = nowNanos;
    }

    private static double most(double perSecond) {
        return perSecond <= 0 ? 0 : Math.max(1, perSecond);
    }

    boolean takes(Recording bare, long nowNanos) {
        double seconds = (nowNanos - lastNanos) / 1e9;
        lastNanos = nowNanos;
        good = Math.min(most(perSecond), good + seconds * perSecond);
        failed = Math.min(most(perSecond * FAILED_FACTOR), failed + seconds * perSecond * FAILED_FACTOR);
        if (good >= 1) {
            good--;
            return true;
        }
        if (failed >= 1 && !wentWell(bare)) {
            failed--;
            return true;
        }
        return false;
    }

    /** Nothing about it is worth a second look. */
    static boolean wentWell(Recording bare) {
        Optional<CallRecord> call = bare.call();
        return call.isPresent() && call.get().answeredMillis().isPresent() && call.get().quality().verdicts().isEmpty()
                && call.get().notes().isEmpty() && isUsualEnd(call.get().cause()) && !isPoor(call.get().quality());
    }

    private static boolean isUsualEnd(String cause) {
        return cause.isEmpty() || cause.startsWith("bye") || cause.endsWith("hung up");
    }

    private static boolean isPoor(MediaQuality quality) {
        return quality.streams().stream().anyMatch(stream -> stream.set().mos().orElse(5) < MOS_POOR
                || stream.icp().mos().orElse(5) < MOS_POOR);
    }
}
