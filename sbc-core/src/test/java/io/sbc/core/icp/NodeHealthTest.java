package io.sbc.core.icp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.icp.NodeHealth.Standing;
import org.junit.jupiter.api.Test;

/** The table of {@link NodeHealth}, limits of 2 and 3. */
class NodeHealthTest {

    private static NodeHealth up(int against) {
        return new NodeHealth(Standing.UP, against);
    }

    private static NodeHealth down(int against) {
        return new NodeHealth(Standing.DOWN, against);
    }

    private static NodeHealth trial(int against) {
        return new NodeHealth(Standing.TRIAL, against);
    }

    @Test
    void shouldStepOnTrialAsItsTable() {
        assertEquals(trial(1), trial(0).answered(3));
        assertEquals(up(0), trial(2).answered(3));
        assertEquals(down(0), trial(0).missed(2));
        assertEquals(trial(0), trial(0).unheard());
        assertEquals(trial(0), down(0).unheard());
        assertEquals(up(1), up(1).unheard());
        assertEquals(up(0), trial(0).served());
        assertEquals(up(0), down(1).served());
        assertEquals(up(0), up(1).served());
    }

    @Test
    void shouldStepAsItsTable() {
        assertEquals(up(0), up(0).answered(3));
        assertEquals(up(0), up(1).answered(3));
        assertEquals(up(1), up(0).missed(2));
        assertEquals(down(0), up(1).missed(2));
        assertEquals(down(1), down(0).answered(3));
        assertEquals(down(2), down(1).answered(3));
        assertEquals(up(0), down(2).answered(3));
        assertEquals(down(0), down(0).missed(2));
        assertEquals(down(0), down(2).missed(2));
        assertEquals(down(0), up(0).missed(1));
        assertEquals(up(0), down(0).answered(1));
    }
}
