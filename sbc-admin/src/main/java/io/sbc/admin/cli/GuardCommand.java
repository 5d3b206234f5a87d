package io.sbc.admin.cli;

import picocli.CommandLine.Command;

/** {@code guard}: who is shut out by a running SBC, and why. */
@Command(name = "guard", mixinStandardHelpOptions = true, description = "Who is blocked by a running SBC. Blocks are kept over its restart, allowed networks are not.", subcommands = {
    GuardListCommand.class, GuardBlockCommand.class, GuardUnblockCommand.class, GuardExplainCommand.class})
final class GuardCommand extends CommandGroup {}
