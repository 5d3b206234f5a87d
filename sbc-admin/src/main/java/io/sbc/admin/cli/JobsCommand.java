package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jobs}: imports and other work that takes a while. */
@Command(name = "jobs", mixinStandardHelpOptions = true, description = "Imports and other work of a running SBC that takes a while.")
final class JobsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, show or forget?");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all jobs, the oldest first.")
    int list(@Mixin AdminClient client, @Option(names = "--json", description = "As one JSON array.") boolean json)
            throws CommandFailure, IOException {
        List<JsonNode> jobs = client.all("/jobs", "jobs");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(jobs);
            return 0;
        }
        Table table = new Table("ID", "KIND", "BY", "STATE", "CREATED", "DONE", "TOTAL", "SUMMARY");
        jobs.forEach(job -> table.row(job, "/id", "/kind", "/by", "/state", "/created", "/done", "/total", "/summary"));
        table.print(out, "no jobs");
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows what became of each row of a job.")
    int show(@Mixin AdminClient client, @Parameters(paramLabel = "ID") String id,
            @Option(names = "--verdict", paramLabel = "VERDICT", description = "Only create, replace, unchanged or refused.") @Nullable String verdict,
            @Option(names = "--json", description = "As one JSON array.") boolean json)
            throws CommandFailure, IOException {
        JsonNode job = client.get("/jobs/" + ConsumersCommand.encoded(id));
        List<JsonNode> rows = client.all("/jobs/" + ConsumersCommand.encoded(id) + "/rows"
                + new Query().with("verdict", verdict), "rows");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(rows);
            return 0;
        }
        out.println("%s: %s, %s of %s. %s".formatted(Table.text(job.at("/kind")), Table.text(job.at("/state")),
                Table.text(job.at("/done")), Table.text(job.at("/total")), Table.text(job.at("/summary"))));
        Table table = new Table("ROW", "KEY", "VERDICT", "REASON");
        rows.forEach(row -> table.row(row, "/row", "/key", "/verdict", "/reason"));
        table.print(out, "no rows");
        return 0;
    }

    @Command(name = "forget", mixinStandardHelpOptions = true, description = "Forgets a job that has ended.")
    int forget(@Mixin AdminClient client, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        client.delete("/jobs/" + ConsumersCommand.encoded(id));
        spec.commandLine().getOut().println("forgotten");
        return 0;
    }
}
