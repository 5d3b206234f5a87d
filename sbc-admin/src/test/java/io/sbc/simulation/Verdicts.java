package io.sbc.simulation;

import java.util.ArrayList;
import java.util.List;

/** What was found to be wrong. The run ends with the first of it. */
final class Verdicts {

    private static final int KEPT_MAX = 20;

    private final World world;
    private final List<String> found = new ArrayList<>();

    Verdicts(World world) {
        this.world = world;
    }

    void wrong(String what) {
        world.trace().add("WRONG " + what, "");
        if (found.size() < KEPT_MAX) {
            found.add("at " + world.millis() + " ms: " + what);
        }
    }

    void that(boolean right, String what) {
        if (!right) {
            wrong(what);
        }
    }

    boolean any() {
        return !found.isEmpty();
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
