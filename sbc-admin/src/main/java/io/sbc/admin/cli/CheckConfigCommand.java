package io.sbc.admin.cli;

import io.sbc.admin.certs.CertificateCheck;
import io.sbc.admin.certs.DevelopmentCertificates;
import io.sbc.base.Clock;
import io.sbc.core.config.ProfileAdvice;
import io.sbc.core.config.SbcConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check-config FILE}. */
@Command(name = "check-config", mixinStandardHelpOptions = true, description = "Says everything that is wrong with a configuration file, or that nothing is.")
final class CheckConfigCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FILE", description = "The configuration file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure {
        SbcConfig config = ConfigFile.read(file);
        PrintWriter out = spec.commandLine().getOut();
        DevelopmentCertificates development = new DevelopmentCertificates(Clock.system(), new SecureRandom());
        SbcConfig reference = ConfigFile.reference();
        boolean withoutApi = development.isApiToCreate(config, reference);
        if (withoutApi) {
            tellOfMissing(config.admin().api().certificate(), out);
        }
        if (development.isToCreate(config, reference)) {
            tellOfMissing(config.set().tls().certificates().getFirst().certificate(), out);
        } else {
            checkCertificates(config, !withoutApi, out);
        }
        ProfileAdvice.of(config).forEach(advice -> out.println("warning: " + advice));
        out.println(file + " is valid");
        return 0;
    }

    private static void tellOfMissing(Path missing, PrintWriter out) {
        out.println("there is no file " + missing + ": the first start makes one for development");
    }

    private void checkCertificates(SbcConfig config, boolean withApi, PrintWriter out) throws CommandFailure {
        CertificateCheck.Result result = new CertificateCheck(Clock.system()).check(config, withApi);
        result.warnings().forEach(warning -> out.println("warning: " + warning));
        if (!result.problems().isEmpty()) {
            throw new CommandFailure(file + " cannot be used:\n  " + String.join("\n  ", result.problems()));
        }
    }
}
