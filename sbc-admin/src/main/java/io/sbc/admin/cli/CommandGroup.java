package io.sbc.admin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does nothing itself, but has others below it: without one of them it asks which. */
abstract class CommandGroup implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public final void run() {
        List<String> names = new ArrayList<>(new TreeSet<>(spec.subcommands().keySet()));
        String last = names.removeLast();
        throw new CommandLine.ParameterException(spec.commandLine(),
                names.isEmpty() ? last + "?" : String.join(", ", names) + " or " + last + "?");
    }
}
