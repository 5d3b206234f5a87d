package io.sbc.admin.alarm;

import java.time.Duration;
import java.util.Set;

/** Looks whether conditions hold. Called by the thread of the alarms alone; may wait for a disk, not for a network. */
public interface Probe {

    /** What it judges: of these, what it does not find is not so. */
    Set<AlarmKind> kinds();

    /** How often it wants to look; {@link Duration#ZERO} for every turn. */
    default Duration every() {
        return Duration.ZERO;
    }

    /** Adds what it finds. When it throws, its alarms stay as they are. */
    void look(Findings findings);
}
