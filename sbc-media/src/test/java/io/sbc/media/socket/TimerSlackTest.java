package io.sbc.media.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TimerSlackTest {

    @Test
    void shouldBeTakenFromThisThreadAlone() {
        NativeSockets sockets = NativePlatform.find().orElse(null);
        assumeTrue(sockets != null, "Linux only");
        long before = TimerSlack.nanos(sockets);

        long[] after = CompletableFuture.supplyAsync(() -> new long[]{TimerSlack.remove(sockets) ? 1 : 0,
            TimerSlack.nanos(sockets)}, command -> Thread.ofPlatform().start(command)).join();

        assertArrayEquals(new long[]{1, 1}, after);
        assertEquals(before, TimerSlack.nanos(sockets));
    }
}
