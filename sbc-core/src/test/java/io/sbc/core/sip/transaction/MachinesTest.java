package io.sbc.core.sip.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Every state with every event of the four machines, over datagrams and over streams, against the tables in the
 * resources, which were checked by hand against RFC 3261 §17 and RFC 6026 figures 5 and 7.
 */
class MachinesTest {

    private static final long T1 = 500_000_000L;
    private static final long T2 = 4_000_000_000L;
    private static final long T4 = 5_000_000_000L;
    private static final TimerParams DATAGRAMS = new TimerParams(T1, T2, T4, false);
    private static final TimerParams STREAMS = new TimerParams(T1, T2, T4, true);

    private static final List<InviteClientMachine.State> INVITE_CLIENT = List.of(
            new InviteClientMachine.State.Calling(T1, false), new InviteClientMachine.State.Calling(16 * T1, true),
            new InviteClientMachine.State.Proceeding(false), new InviteClientMachine.State.Proceeding(true),
            new InviteClientMachine.State.Completed(), new InviteClientMachine.State.Accepted(),
            new InviteClientMachine.State.Terminated());

    private static final List<NonInviteClientMachine.State> NON_INVITE_CLIENT = List.of(
            new NonInviteClientMachine.State.Trying(T1), new NonInviteClientMachine.State.Trying(T2),
            new NonInviteClientMachine.State.Proceeding(), new NonInviteClientMachine.State.Completed(),
            new NonInviteClientMachine.State.Terminated());

    private static final List<InviteServerMachine.State> INVITE_SERVER = List.of(
            new InviteServerMachine.State.Proceeding(false), new InviteServerMachine.State.Proceeding(true),
            new InviteServerMachine.State.Completed(T1), new InviteServerMachine.State.Completed(T2),
            new InviteServerMachine.State.Confirmed(), new InviteServerMachine.State.Accepted(),
            new InviteServerMachine.State.Terminated());

    @Test
    void shouldStepAsTheInviteClientTable() {
        assertTable("invite-client.txt", INVITE_CLIENT, InviteClientMachine.Event.values(),
                timers -> (state, event) -> InviteClientMachine.on(state, event, timers));
    }

    @Test
    void shouldStepAsTheNonInviteClientTable() {
        assertTable("non-invite-client.txt", NON_INVITE_CLIENT, NonInviteClientMachine.Event.values(),
                timers -> (state, event) -> NonInviteClientMachine.on(state, event, timers));
    }

    @Test
    void shouldStepAsTheInviteServerTable() {
        assertTable("invite-server.txt", INVITE_SERVER, InviteServerMachine.Event.values(),
                timers -> (state, event) -> InviteServerMachine.on(state, event, timers));
    }

    @Test
    void shouldStepAsTheNonInviteServerTable() {
        assertTable("non-invite-server.txt", List.of(NonInviteServerMachine.State.values()),
                NonInviteServerMachine.Event.values(),
                timers -> (state, event) -> NonInviteServerMachine.on(state, event, timers));
    }

    @Test
    void shouldBeginClientsBySendingAndRetransmitOnlyDatagrams() {
        assertEquals("[SEND, StartTimer[timer=A, delayNanos=500000000], StartTimer[timer=B, delayNanos=32000000000]]",
                InviteClientMachine.begin(DATAGRAMS).effects().toString());
        assertEquals("[SEND, StartTimer[timer=B, delayNanos=32000000000]]",
                InviteClientMachine.begin(STREAMS).effects().toString());
        assertEquals("[SEND, StartTimer[timer=E, delayNanos=500000000], StartTimer[timer=F, delayNanos=32000000000]]",
                NonInviteClientMachine.begin(DATAGRAMS).effects().toString());
        assertEquals("[SEND, StartTimer[timer=F, delayNanos=32000000000]]",
                NonInviteClientMachine.begin(STREAMS).effects().toString());
    }

    @Test
    void shouldWaitAtLeast32SecondsInTimerDHoweverShortT1Is() {
        TimerParams quick = new TimerParams(1_000_000, T2, T4, false);

        assertEquals(32_000_000_000L, quick.timerDNanos());
        assertEquals(64_000_000L, quick.timeoutNanos());
    }

    private static <S, E> void assertTable(String resource, List<S> states, E[] events,
            Function<TimerParams, BiFunction<S, E, Step<S>>> machine) {
        String actual = "datagrams\n" + MachineTable.of(states, List.of(events), machine.apply(DATAGRAMS))
                + "\nstreams\n" + MachineTable.of(states, List.of(events), machine.apply(STREAMS));
        assertEquals(read(resource), actual);
    }

    private static String read(String resource) {
        try (InputStream in = MachinesTest.class.getResourceAsStream(resource)) {
            assertNotNull(in, resource);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new AssertionError(resource, failure);
        }
    }
}
