package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command says what it did: a line for people, a document for programs. As a mixin it adds {@code --json}. One thread. */
class Answer {

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    final PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Shows a document as it is, if that is asked for; else people are to be told what stands in it. */
    final boolean shown(JsonNode document) {
        if (json) {
            out().println(document);
        }
        return json;
    }

    /** Shows a document, or lines that say the same. */
    final int tell(JsonNode document, String lines) {
        if (!shown(document)) {
            out().println(lines);
        }
        return 0;
    }
}
