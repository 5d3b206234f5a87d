package io.sbc.admin.cli;

import picocli.CommandLine.Command;

/** {@code call}: one call of a running SBC. */
@Command(name = "call", mixinStandardHelpOptions = true, description = "One call of a running SBC.", subcommands = CallShowCommand.class)
final class CallCommand extends CommandGroup {}
