package io.sbc.admin.alarm;

import java.util.Set;
import java.util.stream.Collectors;

/** What a probe found, for tests in other packages. */
public final class FoundAlarms {

    private FoundAlarms() {}

    /** Kinds whose condition holds. */
    public static Set<AlarmKind> bad(Findings findings) {
        return findings.all().entrySet().stream().filter(each -> each.getValue().bad())
                .map(each -> each.getKey().kind()).collect(Collectors.toSet());
    }
}
