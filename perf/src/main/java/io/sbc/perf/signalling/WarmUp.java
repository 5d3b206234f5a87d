package io.sbc.perf.signalling;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What goes before a measurement while the load runs: some seconds, and as many more as the rival's JIT compilers are at work, if it has any. How
 * long that is differs by the machine; a measurement amid it says what compiling costs and not what the job does.
 *
 * @param seconds at least, {@code secondsMax} at most
 */
record WarmUp(int seconds, int secondsMax) {

    /** C1 and C2, as the kernel has their names, which it cuts. */
    static final String COMPILERS = "CompilerThre";

    /** Of the rival's CPU time, below which its compilers count as done. */
    private static final double DONE = 0.03;

    private static final int LOOK_SECONDS = 3;

    /** Just these. */
    static WarmUp of(int seconds) {
        return new WarmUp(seconds, seconds);
    }

    void await(Rival rival) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
        for (int waited = seconds; waited < secondsMax; waited += LOOK_SECONDS) {
            Map<String, Long> before = rival.processes().cpuNanosByThread();
            TimeUnit.SECONDS.sleep(LOOK_SECONDS);
            Map<String, Long> after = rival.processes().cpuNanosByThread();
            if (compiling(after) - compiling(before) < DONE * (all(after) - all(before))) {
                return;
            }
        }
    }

    private static long compiling(Map<String, Long> threads) {
        return threads.entrySet().stream().filter(thread -> thread.getKey().contains(COMPILERS))
                .mapToLong(Map.Entry::getValue).sum();
    }

    private static long all(Map<String, Long> threads) {
        return threads.values().stream().mapToLong(Long::longValue).sum();
    }
}
