package io.sbc.admin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code call}: one call of a running SBC. */
@Command(name = "call", mixinStandardHelpOptions = true, description = "One call of a running SBC.", subcommands = CallShowCommand.class)
final class CallCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "show?");
    }
}
