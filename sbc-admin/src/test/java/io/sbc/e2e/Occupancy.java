package io.sbc.e2e;

import io.sbc.kit.demo.SbcProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a running SBC holds, by its own gauges: after any test, once the phones are gone, as much as before. Transactions end by
 * their timers (RFC 3261 §17, up to 64*T1) and are waited for where nothing else follows.
 */
final class Occupancy {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> GAUGES = List.of("sbc_calls", "sbc_dialogs", "sbc_media_sessions",
            "sbc_flows_set", "sbc_bindings", "sbc_upstream_registers_waiting", "sbc_upstream_registers_in_flight",
            "sbc_shard_queue");

    private final SbcProcess sbc;
    private final Map<String, Double> held;

    private Occupancy(SbcProcess sbc, Map<String, Double> held) {
        this.sbc = sbc;
        this.held = held;
    }

    /** What it holds now. */
    static Occupancy of(SbcProcess sbc) throws IOException {
        return new Occupancy(sbc, now(sbc));
    }

    /** Nothing at all. */
    static Occupancy none(SbcProcess sbc) {
        return new Occupancy(sbc, Map.of());
    }

    private static Map<String, Double> now(SbcProcess sbc) throws IOException {
        Map<String, Double> all = sbc.metrics();
        Map<String, Double> found = new TreeMap<>();
        GAUGES.forEach(gauge -> found.put(gauge, all.getOrDefault(gauge, Double.MAX_VALUE)));
        return found;
    }

    /**
     * Waits until it holds no more of anything than this.
     *
     * @throws IOException naming what stayed
     */
    void awaitAgain() throws IOException {
        StringBuilder more = new StringBuilder();
        try {
            sbc.await("let everything go", LIMIT, () -> {
                more.setLength(0);
                try {
                    now(sbc).forEach((gauge, value) -> {
                        if (value > held.getOrDefault(gauge, 0.0)) {
                            more.append(' ').append(gauge).append('=').append(value);
                        }
                    });
                } catch (IOException e) {
                    more.append(e.getMessage());
                }
                return more.isEmpty();
            });
        } catch (IOException e) {
            throw new IOException(e.getMessage() + ":" + more, e);
        }
    }

    /** Waits until all transactions have ended but those of health checks. */
    void awaitNoTransactions(int nodes) throws IOException {
        sbc.await("end its transactions", LIMIT, () -> {
            try {
                return sbc.metrics().getOrDefault("sbc_transactions", Double.MAX_VALUE) <= 2.0 * nodes;
            } catch (IOException e) {
                return false;
            }
        });
    }
}
