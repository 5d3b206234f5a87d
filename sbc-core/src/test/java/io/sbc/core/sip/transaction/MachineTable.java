package io.sbc.core.sip.transaction;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Writes a machine down as text: every state with every event, what follows and what is done, so that a test can hold
 * the whole of it against a table. Times in milliseconds.
 */
final class MachineTable {

    private MachineTable() {}

    static <S, E> String of(List<S> states, List<E> events, BiFunction<S, E, Step<S>> machine) {
        StringBuilder table = new StringBuilder();
        for (S state : states) {
            for (E event : events) {
                table.append(line(state, event, machine)).append('\n');
            }
        }
        return table.toString();
    }

    private static <S, E> String line(S state, E event, BiFunction<S, E, Step<S>> machine) {
        String pair = name(state) + " | " + event + " | ";
        try {
            Step<S> step = machine.apply(state, event);
            String what = step.effects().isEmpty()
                    ? "-"
                    : step.effects().stream().map(MachineTable::name).collect(Collectors.joining(", "));
            return pair + name(step.state()) + " | " + what;
        } catch (IllegalStateException impossible) {
            return pair + "impossible";
        }
    }

    static String name(Object state) {
        return switch (state) {
            case InviteClientMachine.State.Calling calling ->
                "Calling(" + millis(calling.intervalNanos()) + (calling.cancelWanted() ? ", cancel wanted)" : ")");
            case InviteClientMachine.State.Proceeding proceeding ->
                proceeding.cancelled() ? "Proceeding(cancelled)" : "Proceeding";
            case InviteServerMachine.State.Proceeding proceeding ->
                proceeding.answered() ? "Proceeding(answered)" : "Proceeding";
            case InviteServerMachine.State.Completed completed ->
                "Completed(" + millis(completed.intervalNanos()) + ")";
            case NonInviteClientMachine.State.Trying trying -> "Trying(" + millis(trying.intervalNanos()) + ")";
            case Record other -> other.getClass().getSimpleName();
            default -> state.toString();
        };
    }

    private static String name(Effect effect) {
        return switch (effect) {
            case Effect.StartTimer start -> "start " + start.timer() + " " + millis(start.delayNanos());
            case Effect.StopTimer stop -> "stop " + stop.timer();
            case Effect.Fail fail -> "fail " + fail.failure();
            case Effect.Action action -> action.toString();
        };
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
