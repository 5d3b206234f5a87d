package io.sbc.media.api;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the counters of a session say, for people.
 *
 * @param sampledMillis wall clock of the counters
 * @param streams one entry for each m-line, in order
 * @param verdicts what was found to be wrong, the oldest first; also what is over
 */
public record MediaQuality(long sampledMillis, List<Stream> streams, List<MediaVerdict> verdicts) {

    /** Of a session that was not looked at. */
    public static final MediaQuality NONE = new MediaQuality(0, List.of(), List.of());

    public MediaQuality {
        streams = List.copyOf(streams);
        verdicts = List.copyOf(verdicts);
    }

    /** Both sides of one m-line. */
    public record Stream(Direction set, Direction icp) {

        /** What concerns {@code side}. */
        public Direction on(MediaSide side) {
            return side == MediaSide.SET ? set : icp;
        }
    }

    /**
     * The packets that one side sends.
     *
     * @param lossPercent share lost on the way to us, over the whole call
     * @param lossPercentNow the same since the sample before
     * @param jitterMicrosMax the highest that was seen
     * @param roundTripMicros between us and the peer, as RTCP told last
     * @param rating R of ITU-T G.107, the mean over the call; empty when nothing came
     * @param mos mean opinion score of that rating, 1 to 4.5
     * @param mosNow of the time since the sample before
     * @param mosMin the lowest of any such time
     * @param lossPercentThere share of what we send to this side that is lost on the way, as its last report says
     * @param mosThere of what this side hears, by that report
     */
    public record Direction(double lossPercent, double lossPercentNow, long jitterMicrosMax,
            OptionalLong roundTripMicros, OptionalDouble rating, OptionalDouble mos, OptionalDouble mosNow,
            OptionalDouble mosMin, OptionalDouble lossPercentThere, OptionalDouble mosThere) {}
}
