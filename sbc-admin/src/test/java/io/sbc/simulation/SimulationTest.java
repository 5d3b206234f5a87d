package io.sbc.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The whole SBC's signalling under seeds. One that fails is printed with the command that replays it; system properties:
 * {@code sim.seed} (one seed only), {@code sim.seeds} (how many), {@code sim.calls} (calls of each), {@code sim.lines}
 * (how much of the trace is printed).
 */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("sim.seeds", 200);
    private static final int CALLS = Integer.getInteger("sim.calls", 60);
    private static final long FIRST = Long.getLong("sim.first", 1);

    @Test
    void shouldKeepItsPromisesUnderEverySeed() {
        long only = Long.getLong("sim.seed", -1);
        LongStream seeds = only >= 0 ? LongStream.of(only) : LongStream.range(FIRST, FIRST + SEEDS).parallel();

        List<String> failures = seeds.mapToObj(SimulationTest::failureOf).flatMap(Optional::stream).toList();

        assertTrue(failures.isEmpty(), () -> failures.size() + " seeds fail\n" + String.join("\n", failures));
    }

    @Test
    void shouldDoTheSameAgainUnderTheSameSeed() {
        Simulation.Outcome once = new Simulation(42, CALLS).run();
        Simulation.Outcome again = new Simulation(42, CALLS).run();

        assertEquals(once.hash(), again.hash());
        assertTrue(once.counts().established > 0, () -> "nothing happened: " + once.counts());
    }

    private static Optional<String> failureOf(long seed) {
        Simulation.Outcome outcome = new Simulation(seed, CALLS).run();
        if (Boolean.getBoolean("sim.verbose")) {
            System.out.println("seed " + seed + " " + outcome.hash() + " " + outcome.counts() + " steps "
                    + outcome.steps());
        }
        if (outcome.wrong().isEmpty()) {
            return Optional.empty();
        }
        System.out.println(String.join("\n", outcome.last()));
        return Optional.of("seed " + seed + ": " + outcome.wrong().getFirst()
                + "\nreplay: mvn -pl sbc-admin -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dsim.seed=" + seed + " -Dsim.calls=" + CALLS);
    }
}
