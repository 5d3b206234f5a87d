package io.sbc.admin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code users}: works on the store of the configuration, whether the SBC runs or not. */
@Command(name = "users", mixinStandardHelpOptions = true, description = "Users and their devices. A running SBC on the same store takes changes in within a second.", subcommands = {
    UsersImportCommand.class, UsersExportCommand.class, UsersListCommand.class})
final class UsersCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "import, export or list?");
    }
}
