package io.sbc.core.icp;

/**
 * What an address of a PBX is used for, and how many checks in a row speak against that: pure.
 *
 * <pre>
 *              answered                           missed                        unheard     served
 * UP, n        UP, 0                              UP, n+1; DOWN, 0 at the limit  -           UP, 0
 * DOWN, n      DOWN, n+1; UP, 0 at the limit      DOWN, 0                        TRIAL, 0    UP, 0
 * TRIAL, n     TRIAL, n+1; UP, 0 at the limit     DOWN, 0                        -           UP, 0
 * </pre>
 *
 * A PBX that answers no OPTIONS cannot come back by its checks. So it is tried by a request now and then, and nobody is told
 * that it is back before it has answered one.
 */
record NodeHealth(Standing standing, int against) {

    /** What an address is used for. */
    enum Standing {
        /** Everything. */
        UP,
        /** A request now and then, to see. */
        TRIAL,
        /** Nothing but checks. */
        DOWN
    }

    /** Everything is taken for alive until its checks say otherwise: calls do not wait for the first one. */
    static final NodeHealth UNTRIED = new NodeHealth(Standing.UP, 0);

    private static final NodeHealth DOWN = new NodeHealth(Standing.DOWN, 0);

    boolean up() {
        return standing == Standing.UP;
    }

    /** A check was answered. */
    NodeHealth answered(int healthyAfter) {
        return up() || against + 1 >= healthyAfter ? UNTRIED : new NodeHealth(standing, against + 1);
    }

    /** A check, or a request on trial, was not, and that counts. */
    NodeHealth missed(int unhealthyAfter) {
        return up() && against + 1 < unhealthyAfter ? new NodeHealth(Standing.UP, against + 1) : DOWN;
    }

    /** Checks were not answered, as none ever was. */
    NodeHealth unheard() {
        return standing == Standing.DOWN ? new NodeHealth(Standing.TRIAL, 0) : this;
    }

    /** A request was answered. */
    NodeHealth served() {
        return UNTRIED;
    }

    /** Whether the last check was another than those before: the next one follows soon. */
    boolean isDoubtful() {
        return against > 0;
    }
}
