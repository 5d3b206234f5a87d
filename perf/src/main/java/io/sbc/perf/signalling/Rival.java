package io.sbc.perf.signalling;

import java.net.InetSocketAddress;

/** One of the two that are compared, running. */
interface Rival extends AutoCloseable {

    String name();

    /** Where phones connect. */
    InetSocketAddress tls();

    ProcessGroup processes();

    /** What a measurement counts of its processor time since its start, microseconds. */
    default long cpuMicros() {
        return processes().cpuMicros();
    }

    /** What it holds in memory now, all told, bytes; garbage does not count. */
    long memoryBytes();

    @Override
    void close();
}
