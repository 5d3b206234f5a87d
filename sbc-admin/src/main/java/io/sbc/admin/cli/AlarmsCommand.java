package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alarms}: what is wrong now, and was. */
@Command(name = "alarms", mixinStandardHelpOptions = true, description = "Alarms of a running SBC: what is wrong now, and what was; docs/alarms.md lists them all.")
final class AlarmsCommand implements Callable<Integer> {

    @Mixin
    private final Remote sbc = new Remote();

    /** Those that go on, where nothing else is asked for. */
    @Override
    public Integer call() throws CommandFailure, IOException {
        return list(sbc);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Those that go on, the worst first.")
    int list(@Mixin Remote sbc) throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/alarms?limit=1000");
        if (sbc.shown(document)) {
            return 0;
        }
        PrintWriter out = sbc.out();
        JsonNode alarms = document.path("alarms");
        Table table = new Table("ID", "SEVERITY", "SINCE", "ALARM", "TEXT", "SEEN BY");
        alarms.forEach(alarm -> table.row(alarm, "/id", "/severity", "/since", "/name", "/text", "/acknowledged/by"));
        table.print(out, "no alarm goes on");
        alarms.forEach(alarm -> out.println("%n%s  %s%n    likely cause: %s%n    what to do: %s".formatted(
                alarm.path("id").asText(), alarm.path("name").asText(), alarm.path("cause").asText(),
                alarm.path("remedy").asText())));
        return 0;
    }

    @Command(name = "history", mixinStandardHelpOptions = true, description = "Those of the past too, the newest first.")
    int history(@Mixin Remote sbc,
            @Option(names = "--kind", paramLabel = "KIND", description = "Only of that kind: pbx-unreachable.") @Nullable String kind,
            @Option(names = "--severity", paramLabel = "SEVERITY", description = "Only critical, major or minor ones.") @Nullable String severity,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (${DEFAULT-VALUE}).") int limit)
            throws CommandFailure, IOException {
        String query = new Query().with("state", "all").with("limit", Integer.toString(limit)).with("kind", kind)
                .with("severity", severity).toString();
        JsonNode document = sbc.client().get("/alarms" + query);
        if (sbc.shown(document)) {
            return 0;
        }
        Table table = new Table("ID", "SEVERITY", "STATE", "SINCE", "CLEARED", "TIMES", "ALARM", "TEXT", "SEEN BY");
        document.path("alarms").forEach(alarm -> table.row(alarm, "/id", "/severity",
                "/state", "/since", "/clearedAt", "/times", "/name", "/text", "/acknowledged/by"));
        table.print(sbc.out(), "there was no alarm");
        return 0;
    }

    @Command(name = "ack", mixinStandardHelpOptions = true, description = "Says that somebody sees to it; the event history has it.")
    int acknowledge(@Mixin Remote sbc,
            @Parameters(paramLabel = "ID", description = "As list shows it.") String id,
            @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "What for, or who.") String note)
            throws CommandFailure, IOException {
        JsonNode alarm = sbc.client().post("/alarms/" + id + "/acknowledge", Map.of("note", note));
        return sbc.tell(alarm, "%s is acknowledged by %s".formatted(alarm.path("name").asText(),
                alarm.path("acknowledged").path("by").asText()));
    }

    @Command(name = "test", mixinStandardHelpOptions = true, description = "Sends a test message on every way that is configured. Exit code 1 when one did not arrive.")
    int test(@Mixin Remote sbc) throws CommandFailure, IOException {
        JsonNode tried = sbc.client().post("/alarms/test", Map.of());
        JsonNode channels = tried.path("channels");
        boolean shown = sbc.shown(tried);
        if (channels.isEmpty() && !shown) {
            sbc.out().println("nothing is configured: see the section alarms of the configuration");
        }
        boolean all = true;
        for (JsonNode channel : channels) {
            boolean delivered = channel.path("delivered").asBoolean();
            all &= delivered;
            if (shown) {
                continue;
            }
            sbc.out()
                    .println("%s to %s: %s".formatted(channel.path("channel").asText(), channel.path("target").asText(),
                            delivered ? "sent" : channel.path("problem").asText()));
        }
        return all ? 0 : 1;
    }
}
