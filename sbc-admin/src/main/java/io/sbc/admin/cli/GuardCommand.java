package io.sbc.admin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code guard}: who is shut out by a running SBC, and why. */
@Command(name = "guard", mixinStandardHelpOptions = true, description = "Who is blocked by a running SBC. Blocks are kept over its restart, allowed networks are not.", subcommands = {
    GuardListCommand.class, GuardBlockCommand.class, GuardUnblockCommand.class, GuardExplainCommand.class})
final class GuardCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, block, unblock or explain?");
    }
}
