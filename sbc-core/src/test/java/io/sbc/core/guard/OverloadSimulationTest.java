package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Goodput under far more than the SBC can do: registrations a second that end with 200. */
class OverloadSimulationTest {

    private static final int PHONES = 20_000;
    private static final double MAXIMUM = (double) Duration.ofSeconds(1).toNanos() / OverloadSimulation.REGISTRATION;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(5);

    @Test
    void shouldKeep80PercentOfTheMaximumUnderTenTimesTheLoad() {
        OverloadSimulation simulation = new OverloadSimulation(1, PHONES, true);

        double goodput = goodput(simulation, 10);

        assertTrue(goodput >= 0.8, "goodput " + goodput + " of the maximum, queue up to "
                + simulation.queuedMax);
    }

    @Test
    void shouldRefuseNothingBelowTheMaximum() {
        OverloadSimulation simulation = new OverloadSimulation(4, PHONES, true);

        double goodput = goodput(simulation, 0.8);

        assertEquals(0, simulation.count(GuardCounter.REQUESTS_OVERLOAD));
        assertEquals(0.8, goodput, 0.02);
    }

    @Test
    void shouldServeAllAgainSoonAfterTheStorm() {
        OverloadSimulation simulation = new OverloadSimulation(5, PHONES, true);
        simulation.run(10 * MAXIMUM, Duration.ofSeconds(2));
        simulation.run(0.3 * MAXIMUM, Duration.ofSeconds(40));
        long before = simulation.count(GuardCounter.REQUESTS_OVERLOAD);

        double goodput = goodput(simulation, 0.5);

        assertEquals(before, simulation.count(GuardCounter.REQUESTS_OVERLOAD));
        assertTrue(goodput >= 0.48, "goodput " + goodput);
    }

    /** The model is no flattery: without the guard it breaks down as real servers do. */
    @Test
    void shouldBreakDownWithoutTheGuard() {
        OverloadSimulation simulation = new OverloadSimulation(6, PHONES, false);
        simulation.run(10 * MAXIMUM, Duration.ofSeconds(3));

        double goodput = simulation.registered / (3 * MAXIMUM);

        assertTrue(goodput < 0.6, "goodput " + goodput);
    }

    /** Of the maximum. */
    private static double goodput(OverloadSimulation simulation, double load) {
        simulation.run(load * MAXIMUM, WARM_UP);
        long before = simulation.registered;
        simulation.run(load * MAXIMUM, MEASURED);
        return (simulation.registered - before) / (MAXIMUM * MEASURED.toSeconds());
    }
}
