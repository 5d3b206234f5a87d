package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code guard explain ADDRESS}. */
@Command(name = "explain", mixinStandardHelpOptions = true, description = "Tells how an address stands: trust, block, and what it has used of its limits.")
final class GuardExplainCommand implements Callable<Integer> {

    @Mixin
    private final Remote sbc = new Remote();

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "An IP address, or a source as the list shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String address;

    @Override
    public Integer call() throws CommandFailure, IOException {
        JsonNode known = sbc.client().get("/guard/sources/" + GuardUnblockCommand.segment(address));
        if (sbc.shown(known)) {
            return 0;
        }
        PrintWriter out = sbc.out();
        out.println(known.path("source").asText() + " is " + known.path("level").asText() + ", with "
                + known.path("registeredFlows").asInt() + " registered flows");
        if (known.has("block")) {
            out.println("blocked: " + GuardListCommand.line(known.path("block")));
        }
        if (known.path("strangeUsers").asInt() > 0) {
            out.println("asked for " + known.path("strangeUsers").asInt() + " unknown users");
        }
        known.path("buckets").forEach(bucket -> out.println("%-13s  %d of %d used, %.2f a second come back".formatted(
                bucket.path("name").asText(), bucket.path("used").asLong(), bucket.path("capacity").asLong(),
                bucket.path("perSecond").asDouble())));
        return 0;
    }
}
