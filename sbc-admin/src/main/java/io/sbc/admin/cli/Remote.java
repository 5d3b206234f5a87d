package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A running SBC, as a command has it: who is asked, and how the answer is shown. As a mixin it adds {@code --config}, {@code --admin} and {@code --json}. One
 * thread.
 */
final class Remote {

    @Mixin
    private final AdminClient client = new AdminClient();

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    AdminClient client() {
        return client;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Shows a document as it is, if that is asked for; else people are to be told what stands in it. */
    boolean shown(JsonNode document) {
        if (json) {
            out().println(document);
        }
        return json;
    }

    /** Likewise documents that came page by page, as an array. */
    boolean shown(List<JsonNode> documents) {
        return shown(JsonNodeFactory.instance.arrayNode().addAll(documents));
    }

    /** Shows a document, or one line that says the same. */
    int tell(JsonNode document, String line) {
        if (!shown(document)) {
            out().println(line);
        }
        return 0;
    }

    /** Removes what is at a path, and says so. */
    int delete(String path, String line) throws CommandFailure, IOException {
        client.delete(path);
        return tell(JsonNodeFactory.instance.objectNode().put("done", line), line);
    }
}
