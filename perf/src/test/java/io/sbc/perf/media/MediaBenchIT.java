package io.sbc.perf.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Both relays carry a few calls of each kind and spoil no packet; how fast they are is not asked here. */
class MediaBenchIT {

    @Test
    void shouldSeeEveryPacketUnspoiltThroughBothRelays() throws IOException {
        var bench = MediaBench.of("distribution=" + System.getProperty("sbc.distribution"), "calls=5", "windows=1",
                "first=0.1", "warm-up=0.2", "seconds=0.4", "most=false", "memory=0", "churn=0");

        MediaReport report = bench.run();

        for (Kind kind : Kind.values()) {
            for (String relay : new String[]{"direct", "sbc", "rtpengine"}) {
                Round round = report.together(kind, 5, relay).orElseThrow();
                assertTrue(round.sent() > 50, round.text());
                assertEquals(0, round.lost() + round.wrong(), round.text());
            }
        }
    }
}
