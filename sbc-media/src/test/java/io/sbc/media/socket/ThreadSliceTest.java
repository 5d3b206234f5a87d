package io.sbc.media.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ThreadSliceTest {

    private static final long SHORT = 500_000;

    @Test
    void shouldShortenTheSliceOfThisThreadAlone() {
        NativeSockets sockets = NativePlatform.find().orElse(null);
        assumeTrue(sockets != null, "Linux only");
        long before = ThreadSlice.nanos(sockets);

        long[] after = CompletableFuture.supplyAsync(() -> new long[]{ThreadSlice.shorten(sockets) ? 1 : 0,
            ThreadSlice.nanos(sockets)}, command -> Thread.ofPlatform().start(command)).join();

        assumeTrue(after[0] == 1, "another scheduling policy");
        assumeTrue(before > 0, "Linux 6.12 and later");
        assertTrue(before > SHORT, before + " ns");
        assertEquals(SHORT, after[1]);
        assertEquals(before, ThreadSlice.nanos(sockets));
    }
}
