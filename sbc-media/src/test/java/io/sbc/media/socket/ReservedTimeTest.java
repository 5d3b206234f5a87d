package io.sbc.media.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReservedTimeTest {

    private static final long REVIEW = 100_000_000;

    @Test
    void shouldHoldADeadlineWhereThatIsAllowed() {
        NativeSockets sockets = allowed();

        int[] policies = onAThread(arena -> {
            var time = new ReservedTime(sockets, arena);
            begin(time);
            int held = policy(sockets);
            time.review(false, 2 * REVIEW);
            return new int[]{held, policy(sockets), time.isHeld() ? 1 : 0};
        });

        assertEquals(SchedulingAttributes.SCHED_DEADLINE, policies[0]);
        assertEquals(SchedulingAttributes.SCHED_OTHER, policies[1]);
        assertEquals(0, policies[2]);
    }

    @Test
    void shouldBeAsBeforeWhenItIsGivenBack() {
        NativeSockets sockets = allowed();

        long[] slices = onAThread(arena -> {
            ThreadSlice.shorten(sockets);
            long before = ThreadSlice.nanos(sockets);
            var time = new ReservedTime(sockets, arena);
            begin(time);
            time.review(false, 2 * REVIEW);
            return new long[]{before, ThreadSlice.nanos(sockets)};
        });

        assertEquals(slices[0], slices[1]);
    }

    @Test
    void shouldLeaveAThreadAloneThatHasNotAsked() {
        NativeSockets sockets = allowed();

        int policy = onAThread(arena -> {
            var time = new ReservedTime(sockets, arena);
            time.review(true, REVIEW);
            return policy(sockets);
        });

        assertEquals(SchedulingAttributes.SCHED_OTHER, policy);
    }

    @Test
    void shouldLetThreadsBeStarted() {
        NativeSockets sockets = allowed();

        int policy = onAThread(arena -> {
            begin(new ReservedTime(sockets, arena));
            return onAThread(other -> policy(sockets));
        });

        assertEquals(SchedulingAttributes.SCHED_OTHER, policy);
    }

    @Test
    void shouldLeaveTheTryingThreadAlone() {
        NativeSockets sockets = NativePlatform.find().orElse(null);
        assumeTrue(sockets != null, "Linux only");
        int before = policy(sockets);

        ReservedTime.works(sockets);

        assertEquals(before, policy(sockets));
        assertFalse(before == SchedulingAttributes.SCHED_DEADLINE);
    }

    private static void begin(ReservedTime time) {
        time.begin(0);
        time.review(true, REVIEW);
        assumeTrue(time.isHeld(), "others have reserved what there is");
    }

    private static NativeSockets allowed() {
        NativeSockets sockets = NativePlatform.find().orElse(null);
        assumeTrue(sockets != null, "Linux only");
        assumeTrue(ReservedTime.works(sockets), "needs CAP_SYS_NICE and all cores");
        return sockets;
    }

    private static int policy(NativeSockets sockets) {
        try (Arena arena = Arena.ofConfined()) {
            var attributes = new SchedulingAttributes(sockets, arena);
            return attributes.read() ? attributes.policy() : -1;
        }
    }

    private static <T> T onAThread(Function<Arena, T> work) {
        return CompletableFuture.supplyAsync(() -> {
            try (Arena arena = Arena.ofConfined()) {
                return work.apply(arena);
            }
        }, command -> Thread.ofPlatform().start(command)).join();
    }
}
