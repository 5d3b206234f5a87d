package io.sbc.media.srtp;

/**
 * Which of the last 128 indices were seen (RFC 3711 §3.3.2 asks for 64 at least). {@link #check} changes nothing; {@link
 * #commit} is for indices that were checked and whose packet is authentic.
 */
final class ReplayWindow {

    /** Indices that the window remembers. */
    static final int SIZE = 128;
    /** What {@link #highest} says before the first commit. */
    static final long NONE = -1;

    private long highest = NONE;
    /** Bit n is set when {@code highest - n} was seen. */
    private long recent;
    /** Bit n is set when {@code highest - 64 - n} was seen. */
    private long older;

    /** The highest index committed, or {@link #NONE}. */
    long highest() {
        return highest;
    }

    /** 0 when {@code index} is new, else {@link SrtpResult#REPLAYED} or {@link SrtpResult#TOO_OLD}. */
    int check(long index) {
        if (index > highest) {
            return 0;
        }
        long behind = highest - index;
        if (behind >= SIZE || index < 0) {
            return SrtpResult.TOO_OLD;
        }
        long bits = behind < 64 ? recent : older;
        return ((bits >>> behind) & 1) == 0 ? 0 : SrtpResult.REPLAYED;
    }

    /** Marks {@code index} as seen. */
    void commit(long index) {
        if (index > highest) {
            shift(highest == NONE ? SIZE : index - highest);
            highest = index;
            recent |= 1;
        } else {
            long behind = highest - index;
            if (behind < 64) {
                recent |= 1L << behind;
            } else {
                older |= 1L << behind;
            }
        }
    }

    private void shift(long steps) {
        if (steps >= SIZE) {
            recent = 0;
            older = 0;
        } else if (steps >= 64) {
            older = recent << (steps - 64);
            recent = 0;
        } else {
            older = (older << steps) | (recent >>> (64 - steps));
            recent <<= steps;
        }
    }

    /** Goes on above {@code index}: all up to it counts as seen. {@link #NONE} forgets all. */
    void continueAbove(long index) {
        highest = index;
        recent = index == NONE ? 0 : -1;
        older = recent;
    }

    /** Forgets all. */
    void clear() {
        highest = NONE;
        recent = 0;
        older = 0;
    }
}
