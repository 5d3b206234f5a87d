package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code calls}. */
@Command(name = "calls", mixinStandardHelpOptions = true, description = "Lists the calls of a running SBC, live and recently ended, the newest first.")
final class CallsCommand implements Callable<Integer> {

    private static final String ROW = "%-9s %-8s %-5s %-14s %-14s %-24s %9s %9s %s";

    @Mixin
    private final Remote sbc = new Remote();

    @Option(names = "--live", description = "Only those that go on.")
    private boolean live;

    @Option(names = "--limit", paramLabel = "N", description = "No more than these, up to 1000. Default: ${DEFAULT-VALUE}.")
    private int limit = 50;

    @Option(names = "--number", paramLabel = "NUMBER", description = "Only those of this caller, callee, or user of a device.")
    private @Nullable String number;

    @Option(names = "--call-id", paramLabel = "ID", description = "Only those with a leg of this Call-ID.")
    private @Nullable String callId;

    @Option(names = "--address", paramLabel = "IP", description = "Only those with a peer at this address.")
    private @Nullable String address;

    @Option(names = "--from", paramLabel = "TIME", description = "Only those that began then or later, as 2026-06-01T12:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only those that began before.")
    private @Nullable String to;

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "Only those that were answered, failed or poor, or ended with a status such as 486.")
    private @Nullable String outcome;

    @Option(names = "--rule", paramLabel = "RULE", description = "Only those with this verdict.")
    private @Nullable String rule;

    @Override
    public Integer call() throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/calls" + new Query().with("limit", limit)
                .with("state", live ? "live" : null).with("number", number).with("callId", callId)
                .with("address", address).with("from", from).with("to", to).with("outcome", outcome)
                .with("rule", rule));
        PrintWriter out = sbc.out();
        if (sbc.shown(document)) {
            return 0;
        }
        if (document.has("live")) { // else stored ones were looked for
            out.println("%d live, %d ended".formatted(document.path("live").asInt(), document.path("ended").asInt()));
        }
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
        String rule = call.path("rule").asText();
        String cause = CallShowCommand.cause(call) + (rule.isEmpty() ? "" : " [" + rule + "]");
        return ROW.formatted(call.path("id").asText(), call.path("state").asText(), call.path("from").asText(),
                call.path("caller").asText(), call.path("callee").asText(), call.path("started").asText(),
                CallShowCommand.figure(call.path("mos").path("set")),
                CallShowCommand.figure(call.path("mos").path("icp")),
                note.isEmpty() || cause.isEmpty() ? note + cause : cause + ", " + note).stripTrailing();
    }
}
