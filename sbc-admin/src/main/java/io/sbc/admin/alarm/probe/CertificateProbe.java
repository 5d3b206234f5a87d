package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** When our certificates expire, and whether changed ones could be taken. */
public final class CertificateProbe implements Probe {

    private static final Duration DAYS = Duration.ofDays(7);
    private static final Duration WEEKS = Duration.ofDays(30);

    private final Set<Path> files = new LinkedHashSet<>();
    private final Measures measures;
    private final InstantSource clock;

    /** Of the listeners that this configuration has. */
    public CertificateProbe(SbcConfig config, Measures measures, InstantSource clock) {
        this.measures = measures;
        this.clock = clock;
        if (config.set().tls().listener().enabled()) {
            config.set().tls().certificates().stream().filter(CertificateFiles::isWanted)
                    .forEach(pair -> files.add(pair.certificate()));
        }
        if (config.icp().tls().listener().enabled() || config.icp().reachesByTls()) {
            config.icp().tls().certificates().stream().filter(CertificateFiles::isWanted)
                    .forEach(pair -> files.add(pair.certificate()));
        }
        if (config.admin().api().enabled()) {
            files.add(config.admin().api().certificate());
        }
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.CERTIFICATE_EXPIRED, AlarmKind.CERTIFICATE_ENDS_IN_DAYS,
                AlarmKind.CERTIFICATE_ENDS_IN_WEEKS, AlarmKind.CERTIFICATE_UNUSABLE);
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void look(Findings findings) {
        if (measures.of("sbc_tls_reload_failing") > 0) {
            findings.bad(AlarmKind.CERTIFICATE_UNUSABLE, "",
                    "Certificate files were changed and cannot be used; the log says which and why.");
        }
        Instant now = clock.instant();
        for (Path file : files) {
            try {
                Instant end = PemIdentity.certificates(file).getFirst().getNotAfter().toInstant();
                judge(findings, file.toString(), now, end);
            } catch (IOException unreadable) {
                findings.bad(AlarmKind.CERTIFICATE_UNUSABLE, file.toString(), String.valueOf(unreadable.getMessage()));
            }
        }
    }

    private static void judge(Findings findings, String file, Instant now, Instant end) {
        if (!now.isBefore(end)) {
            findings.bad(AlarmKind.CERTIFICATE_EXPIRED, file, file + " expired on " + end + ".");
        } else if (now.isAfter(end.minus(DAYS))) {
            findings.bad(AlarmKind.CERTIFICATE_ENDS_IN_DAYS, file, file + " expires on " + end + ".");
        } else if (now.isAfter(end.minus(WEEKS))) {
            findings.bad(AlarmKind.CERTIFICATE_ENDS_IN_WEEKS, file, file + " expires on " + end + ".");
        }
    }
}
