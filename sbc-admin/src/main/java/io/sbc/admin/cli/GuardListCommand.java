package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code guard list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Shows the blocked sources; the one that ends last comes first.")
final class GuardListCommand implements Callable<Integer> {

    @Mixin
    private final Remote sbc = new Remote();

    @Override
    public Integer call() throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/guard/blocks");
        PrintWriter out = sbc.out();
        if (sbc.shown(document)) {
            return 0;
        }
        if (document.path("blocks").isEmpty()) {
            out.println("nobody is blocked");
        } else {
            document.path("blocks").forEach(block -> out.println(line(block)));
        }
        return 0;
    }

    /** One block: {@code 192.0.2.7  scanner  until 2026-01-01T00:05:00Z  (1)  User-Agent sipcli}. */
    static String line(JsonNode block) {
        return "%s  %s%s  until %s  (%d)  %s".formatted(block.path("source").asText(), block.path("reason").asText(),
                block.path("datagramsOnly").asBoolean() ? ", datagrams only" : "", block.path("until").asText(),
                block.path("times").asInt(), block.path("note").asText()).stripTrailing();
    }
}
