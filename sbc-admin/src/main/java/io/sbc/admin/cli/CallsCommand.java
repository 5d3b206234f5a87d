package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code calls}. */
@Command(name = "calls", mixinStandardHelpOptions = true, description = "Lists the calls of a running SBC, live and recently ended, the newest first.")
final class CallsCommand implements Callable<Integer> {

    private static final String ROW = "%-6s %-8s %-5s %-14s %-14s %-24s %9s %9s %s";

    @Mixin
    private final Remote sbc = new Remote();

    @Option(names = "--live", description = "Only those that go on.")
    private boolean live;

    @Option(names = "--limit", paramLabel = "N", description = "No more than these, up to 1000. Default: ${DEFAULT-VALUE}.")
    private int limit = 50;

    @Override
    public Integer call() throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/calls?limit=" + limit + (live ? "&state=live" : ""));
        PrintWriter out = sbc.out();
        if (sbc.shown(document)) {
            return 0;
        }
        out.println("%d live, %d ended".formatted(document.path("live").asInt(), document.path("ended").asInt()));
        if (!document.path("calls").isEmpty()) {
            out.println(ROW.formatted("ID", "STATE", "FROM", "CALLER", "CALLEE", "STARTED", "MOS SET", "MOS ICP",
                    "NOTE"));
        }
        document.path("calls").forEach(call -> out.println(row(call)));
        return 0;
    }

    private static String row(JsonNode call) {
        int verdicts = call.path("verdicts").asInt();
        String note = verdicts > 0 ? verdicts + (verdicts == 1 ? " verdict" : " verdicts") : "";
        String cause = call.path("cause").asText();
        return ROW.formatted(call.path("id").asText(), call.path("state").asText(), call.path("from").asText(),
                call.path("caller").asText(), call.path("callee").asText(), call.path("started").asText(),
                CallShowCommand.figure(call.path("mos").path("set")),
                CallShowCommand.figure(call.path("mos").path("icp")),
                note.isEmpty() || cause.isEmpty() ? note + cause : cause + ", " + note).stripTrailing();
    }
}
