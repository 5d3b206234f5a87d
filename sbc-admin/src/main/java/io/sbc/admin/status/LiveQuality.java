package io.sbc.admin.status;

import io.sbc.core.record.CallRecord;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * How the calls that go on sound now: the mean of all directions, computed again every few readings, since thousands may go on. Used by the
 * sampler's thread.
 */
public final class LiveQuality {

    /** Its name among the metrics that the sampler reads. */
    public static final String MOS = "live.mos";

    private static final int EVERY = 3;

    private final Supplier<List<CallRecord>> live;
    private int asked;
    private OptionalDouble last = OptionalDouble.empty();

    /** @param live the calls that go on */
    public LiveQuality(Supplier<List<CallRecord>> live) {
        this.live = live;
    }

    /** The mean score; empty while nobody talks. */
    public OptionalDouble mos() {
        if (asked++ % EVERY == 0) {
            last = live.get().stream().flatMap(call -> call.quality().streams().stream())
                    .flatMap(stream -> List.of(MediaSide.values()).stream().map(stream::on))
                    .map(MediaQuality.Direction::mosNow).filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble).average();
        }
        return last;
    }
}
