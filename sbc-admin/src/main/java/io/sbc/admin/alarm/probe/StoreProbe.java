package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Whether the database answers, and tells of other nodes' changes. */
public final class StoreProbe implements Probe {

    private final BooleanSupplier usable;
    private final BooleanSupplier hearing;

    public StoreProbe(BooleanSupplier usable, BooleanSupplier hearing) {
        this.usable = usable;
        this.hearing = hearing;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.DATABASE_GONE, AlarmKind.NOTIFICATIONS_DOWN);
    }

    @Override
    public void look(Findings findings) {
        if (!usable.getAsBoolean()) {
            findings.bad(AlarmKind.DATABASE_GONE, "", "The database does not answer.");
        }
        if (!hearing.getAsBoolean()) {
            findings.bad(AlarmKind.NOTIFICATIONS_DOWN, "", "No connection listens for other nodes' changes.");
        }
    }
}
