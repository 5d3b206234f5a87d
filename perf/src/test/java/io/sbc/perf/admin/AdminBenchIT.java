package io.sbc.perf.admin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Every kind of work is answered as it should be over both protocols; how fast is not asked here. */
class AdminBenchIT {

    @Test
    void shouldHaveEveryRequestAnswered() throws Exception {
        AdminBench bench = AdminBench.of("sbc=" + System.getProperty("sbc.distribution") + "/bin/sbc", "clients=2",
                "users=5",
                "seconds=1", "warm-up=0", "warm-all=0", "csv=20", "reads=20", "writes=5");

        String report = bench.run();

        long rows = report.lines().filter(line -> line.contains("| HTTP/"))
                .filter(line -> line.matches("(\\|[^|]*){4}\\| [1-9]\\d* \\| 0 \\|.*")).count();
        assertTrue(rows == 10, report);
        assertTrue(report.contains("done: imported 20 rows: 20 created"), report);
        assertTrue(report.contains("done: imported 20 rows: 0 created, 0 replaced, 20 unchanged"), report);
    }
}
