package io.sbc.core.icp;

/**
 * Whether an address of a PBX is used, and how many checks in a row speak against that: pure.
 *
 * <pre>
 *              answered                           missed
 * up, n        up, 0                              up, n+1; down, 0 at the limit
 * down, n      down, n+1; up, 0 at the limit      down, 0
 * </pre>
 */
record NodeHealth(boolean up, int against) {

    /** Everything is taken for alive until its checks say otherwise: calls do not wait for the first one. */
    static final NodeHealth UNTRIED = new NodeHealth(true, 0);

    NodeHealth answered(int healthyAfter) {
        if (up) {
            return against == 0 ? this : UNTRIED;
        }
        return against + 1 >= healthyAfter ? UNTRIED : new NodeHealth(false, against + 1);
    }

    NodeHealth missed(int unhealthyAfter) {
        if (!up) {
            return against == 0 ? this : new NodeHealth(false, 0);
        }
        return against + 1 >= unhealthyAfter ? new NodeHealth(false, 0) : new NodeHealth(true, against + 1);
    }

    /** Whether the last check was another than those before: the next one follows soon. */
    boolean isDoubtful() {
        return against > 0;
    }
}
