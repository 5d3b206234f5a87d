package io.sbc.admin.cli;

import io.sbc.admin.boot.LogOutput;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Where the process starts. */
public final class Main {

    private Main() {}

    /** Runs one command; its exit code is the process's. */
    public static void main(String[] arguments) {
        LogOutput.forTools();
        int status = execute(new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments);
        System.exit(status);
    }

    /** The same without leaving the process. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new SbcCommand()).setOut(out).setErr(err)
                .setExecutionExceptionHandler(Main::explain).execute(arguments);
    }

    /** A {@link CommandFailure} is the user's to mend and gets its message; anything else is ours and gets its stack. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof CommandFailure) {
            err.println("sbc: " + failure.getMessage());
        } else {
            err.println("sbc: a fault of the program's own:");
            failure.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
