package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What signalling keeps of a call: the heap after collections, with calls and without, divided by them. Their transactions, timers,
 * dialogs, what media was asked for and the call's record count; media sessions, TLS connections and the flight recorder,
 * which has a budget of its own, do not.
 */
class CallMemoryTest {

    private static final int CALLS = 250;
    private static final int LIMIT = 30 << 10;

    /** Once all transactions of the INVITE are over, nothing but the call itself is left: 14 KiB when this was written. */
    private static final int LIMIT_OF_A_TALK = 20 << 10;

    @RegisterExtension
    private final CallBench bench = new CallBench(10 * CALLS);

    @Test
    void shouldKeepUnder30KibibytesOfACallInProgress() {
        place(20); // classes, tables, pools
        long before = heap();

        place(CALLS);
        long answered = (heap() - before) / CALLS;
        bench.pass(Duration.ofSeconds(40));
        long talking = (heap() - before) / CALLS;

        System.out.println("signalling memory of a call: " + answered + " octets when it is answered, " + talking
                + " when it has talked for a while");
        assertEquals(20 + CALLS, bench.totals.calls());
        assertTrue(answered < LIMIT, () -> answered + " octets");
        assertTrue(talking < LIMIT_OF_A_TALK, () -> talking + " octets");
    }

    private void place(int calls) {
        for (int i = 0; i < calls; i++) {
            Conversation.aliceWithPbx(bench);
        }
    }

    /** What is in use, without what the peers of the test remember. */
    private long heap() {
        bench.wire.clear();
        bench.alice.heard.clear();
        bench.pbx.heard.clear();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
