package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.base.Clock;
import io.sbc.core.access.AccessToken;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Log-ins of administrators that fail, and tokens that end. */
public final class AccessProbe implements Probe {

    private final Measures measures;
    private final Clock clock;
    private final Supplier<List<AccessToken>> ending;
    private final Rise failed = new Rise(Duration.ofMinutes(5));
    private final Rise locked = new Rise(Duration.ofMinutes(15));

    /** @param ending tokens in use that end soon */
    public AccessProbe(Measures measures, Clock clock, Supplier<List<AccessToken>> ending) {
        this.measures = measures;
        this.clock = clock;
        this.ending = ending;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.LOGINS_FAILING, AlarmKind.ACCOUNT_LOCKED, AlarmKind.TOKEN_ENDS);
    }

    @Override
    public void look(Findings findings) {
        long now = clock.nanoTime();
        double logins = failed.take(
                measures.of("sbc_admin_logins_failed_total") + measures.of("sbc_admin_logins_shut_total"), now);
        findings.above(AlarmKind.LOGINS_FAILING, "", logins, 10, 3,
                "%.0f log-ins of administrators failed within 5 minutes.".formatted(logins));
        double shut = locked.take(measures.of("sbc_admin_lockouts_total"), now);
        if (shut > 0) {
            findings.bad(AlarmKind.ACCOUNT_LOCKED, "",
                    "%.0f accounts or sources were shut out within 15 minutes.".formatted(shut));
        }
        ending.get().forEach(token -> findings.bad(AlarmKind.TOKEN_ENDS, token.consumerId(),
                "The access token of " + token.consumerId() + " ends on " + token.expires() + "."));
    }
}
