package io.sbc.perf.signalling;

/** A subscriber of both rivals. */
record Phone(String user, String password) {

    private static final int FIRST = 100_000;

    /** The same for each run and each rival. */
    static Phone number(int index) {
        return new Phone(Integer.toString(FIRST + index), "Bench-Secret-" + (FIRST + index));
    }
}
