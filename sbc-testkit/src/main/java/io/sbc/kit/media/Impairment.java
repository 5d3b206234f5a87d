package io.sbc.kit.media;

/**
 * What a network does to packets of an endpoint, so that a meter can be held against what is known. Frames are counted from 0.
 *
 * @param repeatEvery 10 sends every tenth frame twice; 0 none
 * @param swapEvery 10 sends every tenth frame behind the one after; 0 none
 * @param wobbleTicks every second frame pretends to be so much later by its timestamp: the interarrival jitter (RFC 3550 §6.4.1)
 *     becomes that
 * @param reportDelayNanos reports are under way for so long, in whole frames of 20 ms: the round trip becomes longer by that
 */
public record Impairment(int repeatEvery, int swapEvery, int wobbleTicks, long reportDelayNanos) {

    /** None. */
    public static final Impairment NONE = new Impairment(0, 0, 0, 0);

    boolean repeats(int frame) {
        return repeatEvery > 0 && frame % repeatEvery == 0;
    }

    boolean swaps(int frame) {
        return swapEvery > 0 && frame % swapEvery == 0;
    }

    int wobble(int frame) {
        return frame % 2 == 0 ? 0 : wobbleTicks;
    }
}
