package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code licences}: how many devices there may be. */
@Command(name = "licences", mixinStandardHelpOptions = true, description = "Teleworker licences at a running SBC: each device needs one.")
final class LicencesCommand implements Runnable {

    private static final String PATH = "/licences/teleworker";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "show, set or reset?");
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows how many there are and how many are used.")
    int show(@Mixin AdminClient client, @Option(names = "--json", description = "As one JSON document.") boolean json)
            throws CommandFailure, IOException {
        print(client.get(PATH), json);
        return 0;
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Says how many there are.")
    int set(@Mixin AdminClient client, @Parameters(paramLabel = "COUNT") int count) throws CommandFailure, IOException {
        print(client.put(PATH, Map.of("total", count)), false);
        return 0;
    }

    @Command(name = "reset", mixinStandardHelpOptions = true, description = "Has the configuration's count hold again.")
    int reset(@Mixin AdminClient client) throws CommandFailure, IOException {
        print(client.put(PATH, Map.of()), false);
        return 0;
    }

    private void print(JsonNode licence, boolean json) {
        if (json) {
            spec.commandLine().getOut().println(licence);
            return;
        }
        new Table("LICENCE", "TOTAL", "USED", "AVAILABLE", "SET BY", "NEAR LIMIT").rows(List.of(licence),
                kind -> new Object[]{kind.path("kind").asText(),
                    kind.path("total").isNull() ? "no limit" : kind.path("total").asText(),
                    kind.path("used").asText(), Table.text(kind.path("available")), kind.path("from").asText(),
                    kind.path("nearLimit").asText()})
                .print(spec.commandLine().getOut(), "none");
    }
}
