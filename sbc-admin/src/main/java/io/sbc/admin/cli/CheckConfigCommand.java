package io.sbc.admin.cli;

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
        ConfigFile.read(file);
        spec.commandLine().getOut().println(file + " is valid");
        return 0;
    }
}
