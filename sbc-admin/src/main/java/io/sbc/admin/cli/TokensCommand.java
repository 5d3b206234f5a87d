package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tokens}: what consumers asked for, and what they have. */
@Command(name = "tokens", mixinStandardHelpOptions = true, description = "The tokens of consumers, at a running SBC: approve what waits, renew, revoke.")
final class TokensCommand extends CommandGroup {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows those that wait, then those in use.")
    int list(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.putArray("temporary").addAll(sbc.client().all("/tokens/temporary", "tokens"));
        all.putArray("access").addAll(sbc.client().all("/tokens", "tokens"));
        if (sbc.shown(all)) {
            return 0;
        }
        Table table = new Table("KIND", "TOKEN", "CONSUMER", "STATE", "UNTIL", "");
        add(table, "temporary", all);
        add(table, "access", all);
        table.print(sbc.out(), "there is no token");
        return 0;
    }

    private static void add(Table table, String kind, JsonNode all) {
        all.path(kind).forEach(token -> table.row(kind, token.path("token").asText(), token.path("consumer").asText(),
                token.path("state").asText(), token.path("expires").asText(),
                token.path("expiresSoon").asBoolean() ? "ends soon: renew it" : ""));
    }

    @Command(name = "approve", mixinStandardHelpOptions = true, description = "Approves a temporary token and shows the verifier, to be entered at the PBX.")
    int approve(@Mixin Remote sbc, @Parameters(paramLabel = "TOKEN") String token)
            throws CommandFailure, IOException {
        JsonNode approved = sbc.client().post("/tokens/temporary/" + ConsumersCommand.encoded(token) + "/approve",
                Map.of());
        return sbc.tell(approved, "verifier: " + approved.path("verifier").asText());
    }

    @Command(name = "reject", mixinStandardHelpOptions = true, description = "Rejects a temporary token.")
    int reject(@Mixin Remote sbc, @Parameters(paramLabel = "TOKEN") String token)
            throws CommandFailure, IOException {
        return sbc.delete("/tokens/temporary/" + ConsumersCommand.encoded(token), "rejected");
    }

    @Command(name = "renew", mixinStandardHelpOptions = true, description = "Gives an access token another full life from now.")
    int renew(@Mixin Remote sbc, @Parameters(paramLabel = "TOKEN") String token)
            throws CommandFailure, IOException {
        JsonNode renewed = sbc.client().post("/tokens/" + ConsumersCommand.encoded(token) + "/renew", Map.of());
        return sbc.tell(renewed, line(renewed));
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends an access token at once.")
    int revoke(@Mixin Remote sbc, @Parameters(paramLabel = "TOKEN") String token)
            throws CommandFailure, IOException {
        return sbc.delete("/tokens/" + ConsumersCommand.encoded(token), "revoked");
    }

    private static String line(JsonNode token) {
        return "%s  %s  %s  until %s".formatted(token.path("token").asText(), token.path("consumer").asText(),
                token.path("state").asText(), token.path("expires").asText())
                + (token.path("expiresSoon").asBoolean() ? "  ends soon: renew it" : "");
    }
}
