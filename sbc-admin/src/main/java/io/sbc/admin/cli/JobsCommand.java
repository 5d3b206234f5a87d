package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jobs}: imports and other work that takes a while. */
@Command(name = "jobs", mixinStandardHelpOptions = true, description = "Imports and other work of a running SBC that takes a while.")
final class JobsCommand extends CommandGroup {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all jobs, the oldest first.")
    int list(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        List<JsonNode> jobs = sbc.client().all("/jobs", "jobs");
        PrintWriter out = sbc.out();
        if (sbc.shown(jobs)) {
            return 0;
        }
        Table table = new Table("ID", "KIND", "BY", "STATE", "CREATED", "DONE", "TOTAL", "SUMMARY");
        jobs.forEach(job -> table.row(job, "/id", "/kind", "/by", "/state", "/created", "/done", "/total", "/summary"));
        table.print(out, "no jobs");
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows what became of each row of a job.")
    int show(@Mixin Remote sbc, @Parameters(paramLabel = "ID") String id,
            @Option(names = "--verdict", paramLabel = "VERDICT", description = "Only create, replace, unchanged or refused.") @Nullable String verdict)
            throws CommandFailure, IOException {
        JsonNode job = sbc.client().get("/jobs/" + ConsumersCommand.encoded(id));
        List<JsonNode> rows = sbc.client().all("/jobs/" + ConsumersCommand.encoded(id) + "/rows"
                + new Query().with("verdict", verdict), "rows");
        PrintWriter out = sbc.out();
        if (sbc.shown(rows)) {
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
    int forget(@Mixin Remote sbc, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        return sbc.delete("/jobs/" + ConsumersCommand.encoded(id), "forgotten");
    }
}
