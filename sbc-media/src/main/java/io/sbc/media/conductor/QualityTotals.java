package io.sbc.media.conductor;

import io.sbc.base.Counters;
import io.sbc.base.Distribution;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.quality.EModel;
import java.util.List;

/** The quality of ended sessions, for metrics. Written by the conductor, read by any thread. */
final class QualityTotals {

    private static final double MICROS_PER_SECOND = 1e6;

    private final Counters<MediaCounter> counters;
    private final Distribution loss = new Distribution("sbc_media_loss_ratio",
            "share of packets lost on the way to us, by direction of ended sessions", 0.001, 0.005, 0.01, 0.02, 0.05,
            0.1, 0.2, 0.5);
    private final Distribution jitter = new Distribution("sbc_media_jitter_seconds",
            "highest interarrival jitter, by direction of ended sessions", 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1,
            0.2);
    private final Distribution mos = new Distribution("sbc_media_mos",
            "mean opinion score, by direction of ended sessions", 1.5, 2, 2.5, 3.1, 3.6, 4, 4.2, 4.3);

    QualityTotals(Counters<MediaCounter> counters) {
        this.counters = counters;
    }

    /** A session has ended. */
    void onEnd(MediaStats stats, MediaQuality quality) {
        boolean poor = false;
        for (int i = 0; i < quality.streams().size(); i++) {
            for (MediaSide side : MediaSide.values()) {
                if (stats.streams().get(i).on(side).packetsReceived() > 0) {
                    poor |= add(quality.streams().get(i).on(side));
                }
            }
        }
        if (poor) {
            counters.increment(MediaCounter.POOR_SESSIONS);
        }
    }

    /** Counts one direction that was heard; true when it was poor. */
    private boolean add(MediaQuality.Direction direction) {
        loss.add(direction.lossPercent() / 100);
        jitter.add(direction.jitterMicrosMax() / MICROS_PER_SECOND);
        direction.mos().ifPresent(mos::add);
        return direction.mos().orElse(Double.POSITIVE_INFINITY) < EModel.POOR_MOS;
    }

    List<Distribution> distributions() {
        return List.of(loss, jitter, mos);
    }
}
