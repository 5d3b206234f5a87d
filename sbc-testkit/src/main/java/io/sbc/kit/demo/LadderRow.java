package io.sbc.kit.demo;

/** One line of the ladder. */
sealed interface LadderRow {

    /** When it happened, on the monotonic clock. */
    long nanos();

    /**
     * A message between two neighbours.
     *
     * @param from   the column it left, 0 to 4
     * @param to     the column it reached, a neighbour
     * @param label  method or status, with what matters of its description
     * @param status of a response, 0 of a request
     */
    record Arrow(long nanos, int from, int to, String label, int status) implements LadderRow {}

    /** The beginning of a chapter, across all columns. */
    record Chapter(long nanos, String text) implements LadderRow {}

    /**
     * Media that flows from then on.
     *
     * @param outer on the set sides, in the outer gaps
     * @param inner on the ICP side, past the PBX
     */
    record Media(long nanos, String outerLeft, String inner, String outerRight) implements LadderRow {}
}
