package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attempts USER}. */
@Command(name = "attempts", mixinStandardHelpOptions = true, description = "Shows the last attempts to register as a user, or from an address, and what was wrong with them.")
final class AttemptsCommand implements Callable<Integer> {

    @Mixin
    private final Remote sbc = new Remote();

    @Parameters(index = "0", paramLabel = "USER", description = "The set-side user, or an IP address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String user;

    @Option(names = "--messages", description = "With every message of the ladders in full.")
    private boolean messages;

    @Option(names = "--reveal", description = "With what proves credentials; the event history says so.")
    private boolean reveal;

    @Override
    public Integer call() throws CommandFailure, IOException {
        boolean address = user.matches("[0-9.]+[.][0-9]+|.*:.*:.*");
        JsonNode document = sbc.client()
                .get("/registrations/attempts" + new Query().with(address ? "source" : "user", user)
                        .flag("messages", messages).flag("reveal", reveal));
        PrintWriter out = sbc.out();
        if (sbc.shown(document)) {
            return 0;
        }
        if (document.path("attempts").isEmpty() && document.path("refusedBefore").isEmpty()) {
            out.println("Nobody has tried to register as " + user
                    + " of late, or since the SBC was started: the app does not reach it, or has another user.");
        }
        CallShowCommand.printDiagnosis(document.path("diagnosis"), out);
        document.path("attempts").forEach(attempt -> print(attempt, document.path("diagnosis"), out));
        return 0;
    }

    /** @param told already, of all attempts together */
    private static void print(JsonNode attempt, JsonNode told, PrintWriter out) {
        out.println("%s as %s from %s: %s".formatted(attempt.path("started").asText(), attempt.path("user").asText(),
                attempt.path("source").asText().isEmpty() ? "the SBC itself" : attempt.path("source").asText(),
                attempt.has("status") ? attempt.path("status").asText() : "no answer yet"));
        if (!attempt.path("diagnosis").equals(told)) {
            CallShowCommand.printDiagnosis(attempt.path("diagnosis"), out);
        }
        out.println(attempt.path("ladder").asText());
    }
}
