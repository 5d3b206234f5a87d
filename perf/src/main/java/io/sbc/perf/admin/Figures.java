package io.sbc.perf.admin;

import java.util.Locale;

/**
 * What a run of one kind of work gave.
 *
 * @param offered requests a second that were offered; 0: as many as the clients could
 * @param p50 and the other times in milliseconds, from when the request was due
 * @param cpuMicros of the server for each request
 */
record Figures(String work, String protocol, int clients, int offered, long done, long failed, double perSecond,
        double p50, double p99,
        double longest, double cpuMicros) {

    static final String HEADER = """
            | work | protocol | clients | offered /s | done | failed | per second | p50 ms | p99 ms | longest ms | server CPU, µs each |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    String row() {
        return String.format(Locale.ROOT, "| %s | %s | %d | %s | %d | %d | %.0f | %.1f | %.1f | %.1f | %.0f |", work,
                protocol, clients, offered == 0 ? "all they can" : String.valueOf(offered), done, failed, perSecond,
                p50,
                p99, longest, cpuMicros);
    }
}
