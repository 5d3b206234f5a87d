package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code licences}: how many devices there may be. */
@Command(name = "licences", mixinStandardHelpOptions = true, description = "Teleworker licences at a running SBC: each device needs one.")
final class LicencesCommand extends CommandGroup {

    private static final String PATH = "/licences/teleworker";

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows how many there are and how many are used.")
    int show(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        return print(sbc, sbc.client().get(PATH));
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Says how many there are.")
    int set(@Mixin Remote sbc, @Parameters(paramLabel = "COUNT") int count) throws CommandFailure, IOException {
        return print(sbc, sbc.client().put(PATH, Map.of("total", count)));
    }

    @Command(name = "reset", mixinStandardHelpOptions = true, description = "Has the configuration's count hold again.")
    int reset(@Mixin Remote sbc) throws CommandFailure, IOException {
        return print(sbc, sbc.client().put(PATH, Map.of()));
    }

    private static int print(Remote sbc, JsonNode licence) {
        if (sbc.shown(licence)) {
            return 0;
        }
        new Table("LICENCE", "TOTAL", "USED", "AVAILABLE", "SET BY", "NEAR LIMIT").rows(List.of(licence),
                kind -> new Object[]{kind.path("kind").asText(),
                    kind.path("total").isNull() ? "no limit" : kind.path("total").asText(),
                    kind.path("used").asText(), Table.text(kind.path("available")), kind.path("from").asText(),
                    kind.path("nearLimit").asText()})
                .print(sbc.out(), "none");
        return 0;
    }
}
