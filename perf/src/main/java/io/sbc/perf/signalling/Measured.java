package io.sbc.perf.signalling;

/**
 * One figure of one rival.
 *
 * @param job what was done
 * @param rival who did it
 * @param perCpuSecond how often within a second of CPU time; 0 where that has no meaning
 * @param perSecond how often within a second of the clock
 * @param bytesEach memory of one that stays; 0 where nothing stays
 * @param p50 milliseconds
 * @param p99 milliseconds
 */
record Measured(String job, String rival, double perCpuSecond, double perSecond, double bytesEach, double p50,
        double p99, long done, long failed, String failures) {}
