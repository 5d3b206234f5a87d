package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code guard}: who is shut out by a running SBC, and why; who never is. */
@Command(name = "guard", mixinStandardHelpOptions = true, description = "Who is blocked by a running SBC, and to which networks nothing is refused. Both outlive its restart.", subcommands = {
    GuardListCommand.class, GuardBlockCommand.class, GuardUnblockCommand.class, GuardExplainCommand.class})
final class GuardCommand extends CommandGroup {

    private static final String ALLOWED = "/guard/allowed";

    @Command(name = "allowed", mixinStandardHelpOptions = true, description = "Shows the networks to which nothing is refused: those of guard.allow, and those added here.")
    int allowed(@Mixin Remote sbc) throws CommandFailure, IOException {
        JsonNode document = sbc.client().get(ALLOWED);
        if (sbc.shown(document)) {
            return 0;
        }
        PrintWriter out = sbc.out();
        if (document.path("configured").isEmpty() && document.path("added").isEmpty()) {
            out.println("none");
        }
        document.path("configured").forEach(network -> out.println(network.asText() + "  guard.allow"));
        document.path("added").forEach(network -> out.println(network.asText() + "  added"));
        return 0;
    }

    @Command(name = "allow", mixinStandardHelpOptions = true, description = "Refuses nothing to a network from now on.")
    int allow(@Mixin Remote sbc,
            @Parameters(paramLabel = "NETWORK", description = "Such as 192.0.2.0/24, or an address.") String network)
            throws CommandFailure, IOException {
        JsonNode document = sbc.client().post(ALLOWED, Map.of("network", network));
        return sbc.tell(document, document.path("network").asText() + " is allowed");
    }

    @Command(name = "disallow", mixinStandardHelpOptions = true, description = "Takes back a network that allow added.")
    int disallow(@Mixin Remote sbc,
            @Parameters(paramLabel = "NETWORK", description = "As allowed shows it.") String network)
            throws CommandFailure, IOException {
        return sbc.delete(ALLOWED + new Query().with("network", network), network + " is not allowed any more");
    }
}
