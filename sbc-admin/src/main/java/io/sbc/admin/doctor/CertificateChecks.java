package io.sbc.admin.doctor;

import io.sbc.admin.certs.CertificateCheck;
import io.sbc.admin.certs.DevelopmentCertificates;
import io.sbc.base.Clock;
import io.sbc.core.config.SbcConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Whether the listeners can show who they are. Reads files. */
final class CertificateChecks {

    private static final String SUBJECT = "certificates";

    private final SbcConfig config;
    private final SbcConfig reference;
    private final boolean runs;
    private final Clock clock;

    /**
     * @param reference the defaults: certificates that stand where they have them are made at the first start
     * @param runs whether the SBC runs now, so that nothing is going to be made
     */
    CertificateChecks(SbcConfig config, SbcConfig reference, boolean runs, Clock clock) {
        this.config = config;
        this.reference = reference;
        this.runs = runs;
        this.clock = clock;
    }

    List<Ailment> look() {
        List<Ailment> found = new ArrayList<>();
        DevelopmentCertificates development = new DevelopmentCertificates(clock, new SecureRandom());
        boolean apiToCome = !runs && development.isApiToCreate(config, reference);
        boolean sidesToCome = !runs && development.isToCreate(config, reference);
        if (apiToCome) {
            found.add(toCome(config.admin().api().certificate()));
        }
        if (sidesToCome) {
            found.add(toCome(config.set().tls().certificates().getFirst().certificate()));
        } else {
            check(!apiToCome, found);
        }
        if (found.isEmpty()) {
            found.add(Ailment.well(SUBJECT,
                    "certificates can be read, fit their keys and names, and do not expire soon"));
        }
        return found;
    }

    private void check(boolean withApi, List<Ailment> found) {
        CertificateCheck.Result result = new CertificateCheck(clock).check(config, withApi);
        result.problems().forEach(problem -> found.add(Ailment.problem(SUBJECT, problem,
                "Put a certificate and its key there, then ./sbc reload-certificates")));
        result.warnings().forEach(warning -> found.add(Ailment.warning(SUBJECT, warning,
                "Renew or replace it, then ./sbc reload-certificates")));
    }

    private static Ailment toCome(Path file) {
        return Ailment.warning(SUBJECT, "there is no file " + file + ": the first start makes one for development",
                "Enough to try it; put your own there before anything real");
    }
}
