package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokens}: what consumers asked for, and what they have. */
@Command(name = "tokens", mixinStandardHelpOptions = true, description = "The tokens of consumers, at a running SBC: approve what waits, renew, revoke.")
final class TokensCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, approve, reject, renew or revoke?");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows those that wait, then those in use.")
    int list(@Mixin AdminClient client,
            @Option(names = "--json", description = "As JSON documents, one a line.") boolean json)
            throws CommandFailure, IOException {
        JsonNode waiting = client.get("/tokens/temporary");
        JsonNode inUse = client.get("/tokens");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(waiting);
            out.println(inUse);
            return 0;
        }
        if (waiting.path("tokens").isEmpty() && inUse.path("tokens").isEmpty()) {
            out.println("there is no token");
        }
        waiting.path("tokens").forEach(token -> out.println("temporary  " + line(token)));
        inUse.path("tokens").forEach(token -> out.println("access     " + line(token)));
        return 0;
    }

    @Command(name = "approve", mixinStandardHelpOptions = true, description = "Approves a temporary token and shows the verifier, to be entered at the PBX.")
    int approve(@Mixin AdminClient client, @Parameters(paramLabel = "TOKEN") String token)
            throws CommandFailure, IOException {
        JsonNode approved = client.post("/tokens/temporary/" + ConsumersCommand.encoded(token) + "/approve", Map.of());
        spec.commandLine().getOut().println("verifier: " + approved.path("verifier").asText());
        return 0;
    }

    @Command(name = "reject", mixinStandardHelpOptions = true, description = "Rejects a temporary token.")
    int reject(@Mixin AdminClient client, @Parameters(paramLabel = "TOKEN") String token)
            throws CommandFailure, IOException {
        client.delete("/tokens/temporary/" + ConsumersCommand.encoded(token));
        spec.commandLine().getOut().println("rejected");
        return 0;
    }

    @Command(name = "renew", mixinStandardHelpOptions = true, description = "Gives an access token another full life from now.")
    int renew(@Mixin AdminClient client, @Parameters(paramLabel = "TOKEN") String token)
            throws CommandFailure, IOException {
        spec.commandLine().getOut()
                .println(line(client.post("/tokens/" + ConsumersCommand.encoded(token) + "/renew", Map.of())));
        return 0;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends an access token at once.")
    int revoke(@Mixin AdminClient client, @Parameters(paramLabel = "TOKEN") String token)
            throws CommandFailure, IOException {
        client.delete("/tokens/" + ConsumersCommand.encoded(token));
        spec.commandLine().getOut().println("revoked");
        return 0;
    }

    private static String line(JsonNode token) {
        return "%s  %s  %s  until %s".formatted(token.path("token").asText(), token.path("consumer").asText(),
                token.path("state").asText(), token.path("expires").asText())
                + (token.path("expiresSoon").asBoolean() ? "  ends soon: renew it" : "");
    }
}
