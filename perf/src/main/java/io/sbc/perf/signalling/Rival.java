package io.sbc.perf.signalling;

import java.net.InetSocketAddress;

/** One of the two that are compared, running. */
interface Rival extends AutoCloseable {

    String name();

    /** Where phones connect. */
    InetSocketAddress tls();

    ProcessGroup processes();

    /** What it holds in memory now, all told, bytes; garbage does not count. */
    long memoryBytes();

    @Override
    void close();
}
