package io.sbc.admin.settings;

import io.sbc.admin.certs.CertificateCheck;
import io.sbc.admin.certs.DevelopmentCertificates;
import io.sbc.base.Clock;
import io.sbc.core.config.ProfileAdvice;
import io.sbc.core.config.SbcConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code check-config} says of a valid configuration, and what a change of settings by API is held against: the same eyes for both, so that nothing is
 * taken by the one that the other, or the next start, refuses. Reads files. Thread-safe.
 */
public final class ConfigInspection {

    private final Clock clock;
    private final SbcConfig reference;
    private final DevelopmentCertificates development;

    /** @param reference the defaults: certificates that stand where they have them are made at the first start */
    public ConfigInspection(Clock clock, SbcConfig reference) {
        this.clock = clock;
        this.reference = reference;
        development = new DevelopmentCertificates(clock, new SecureRandom());
    }

    /** Looks at certificates and profiles. */
    public Findings of(SbcConfig config) {
        List<String> notes = new ArrayList<>();
        boolean withoutApi = development.isApiToCreate(config, reference);
        if (withoutApi) {
            notes.add(missing(config.admin().api().certificate()));
        }
        List<String> problems = List.of();
        List<String> warnings = new ArrayList<>();
        if (development.isToCreate(config, reference)) {
            notes.add(missing(config.set().tls().certificates().getFirst().certificate()));
        } else {
            CertificateCheck.Result result = new CertificateCheck(clock).check(config, !withoutApi);
            problems = result.problems();
            warnings.addAll(result.warnings());
        }
        warnings.addAll(ProfileAdvice.of(config));
        return new Findings(problems, warnings, notes);
    }

    private static String missing(Path file) {
        return "there is no file " + file + ": the first start makes one for development";
    }
}
