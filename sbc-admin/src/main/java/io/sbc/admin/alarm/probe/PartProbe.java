package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What {@code /health/ready} looks at. */
public final class PartProbe implements Probe {

    private final Map<String, Supplier<Optional<String>>> parts;

    /** @param parts by name what is wrong with them, if anything */
    public PartProbe(Map<String, Supplier<Optional<String>>> parts) {
        this.parts = Map.copyOf(parts);
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.PART_FAILED);
    }

    @Override
    public void look(Findings findings) {
        parts.forEach((name, problem) -> problem.get()
                .ifPresent(sentence -> findings.bad(AlarmKind.PART_FAILED, name, name + ": " + sentence)));
    }
}
