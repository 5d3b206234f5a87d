package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logging}: levels of the log, changed for a while. */
@Command(name = "logging", mixinStandardHelpOptions = true, description = "Levels of the log of a running SBC, changed for a while; they go back by themselves.")
final class LoggingCommand extends CommandGroup {

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([smh])");
    private static final Map<String, Integer> UNITS = Map.of("s", 1, "m", 60, "h", 3_600);

    @Command(name = "show", mixinStandardHelpOptions = true, description = "The level of everything, and those that are changed.")
    int show(@Mixin Remote sbc) throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/logging");
        if (sbc.shown(document)) {
            return 0;
        }
        PrintWriter out = sbc.out();
        out.println("everything: " + document.path("level").asText());
        Table table = new Table("LOGGER", "LEVEL", "UNTIL");
        document.path("overrides").forEach(each -> table.row(each, "/logger", "/level", "/until"));
        table.print(out, "no level is changed");
        return 0;
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Changes the level of a part; the event history has it.")
    int set(@Mixin Remote sbc,
            @Parameters(paramLabel = "LOGGER", description = "io.sbc, or something below it: io.sbc.core.registrar.") String logger,
            @Parameters(paramLabel = "LEVEL", description = "error, warn, info, debug or trace.") String level,
            @Option(names = "--for", paramLabel = "TIME", defaultValue = "15m", description = "For how long (${DEFAULT-VALUE}), up to 24h.") String life)
            throws CommandFailure, IOException {
        Matcher time = TIME.matcher(life);
        if (!time.matches()) {
            throw new CommandFailure("--for: a time like 90s, 15m or 2h, not " + life);
        }
        JsonNode set = sbc.client().put("/logging/" + ConsumersCommand.encoded(logger),
                Map.of("level", level, "seconds",
                        Integer.parseInt(time.group(1)) * UNITS.getOrDefault(time.group(2), 1)));
        return sbc.tell(set, "%s is at %s until %s".formatted(set.path("logger").asText(),
                set.path("level").asText(), set.path("until").asText()));
    }

    @Command(name = "reset", mixinStandardHelpOptions = true, description = "Takes a level back before its time.")
    int reset(@Mixin Remote sbc, @Parameters(paramLabel = "LOGGER") String logger)
            throws CommandFailure, IOException {
        return sbc.delete("/logging/" + ConsumersCommand.encoded(logger), logger + " is as everything again");
    }
}
