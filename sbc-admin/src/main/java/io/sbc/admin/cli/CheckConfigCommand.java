package io.sbc.admin.cli;

import io.sbc.admin.settings.ConfigInspection;
import io.sbc.admin.settings.Findings;
import io.sbc.base.Clock;
import io.sbc.core.config.SbcConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
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
        Findings found = new ConfigInspection(Clock.system(), ConfigFile.reference()).of(config);
        found.notes().forEach(out::println);
        found.warnings().forEach(warning -> out.println("warning: " + warning));
        if (!found.problems().isEmpty()) {
            throw new CommandFailure(file + " cannot be used:\n  " + String.join("\n  ", found.problems()));
        }
        out.println(file + " is valid");
        return 0;
    }
}
