package io.sbc.core.fuzz;

/** What Jazzer calls, in a process of its own; the target's name is its argument. */
public final class JazzerEntry {

    private static FuzzTarget target = FuzzTarget.MESSAGE;

    private JazzerEntry() {}

    /** Once, before the first input. */
    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzTarget.valueOf(arguments[0]);
    }

    /** For each input. */
    public static void fuzzerTestOneInput(byte[] octets) {
        target.run(octets);
    }
}
