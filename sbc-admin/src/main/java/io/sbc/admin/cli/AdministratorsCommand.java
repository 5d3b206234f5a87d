package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code administrators}: who may log in. */
@Command(name = "administrators", mixinStandardHelpOptions = true, description = "The people who may administer a running SBC.")
final class AdministratorsCommand implements Runnable {

    private static final String PATH = "/administrators";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, add, change, reset-password or remove?");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all accounts.")
    int list(@Mixin AdminClient client, @Option(names = "--json", description = "As one JSON document.") boolean json)
            throws CommandFailure, IOException {
        JsonNode document = client.get(PATH);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(document);
        } else {
            document.path("administrators").forEach(account -> out.println(line(account)));
        }
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds one, and shows the first password: this once, to be changed at the first login.")
    int add(@Mixin AdminClient client, @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--role", paramLabel = "ROLE", required = true, description = "administrator, operator or auditor.") String role)
            throws CommandFailure, IOException {
        return tellPassword(client.post(PATH, Map.of("name", name, "role", role)));
    }

    @Command(name = "change", mixinStandardHelpOptions = true, description = "Gives another role, or lets log in or not.")
    int change(@Mixin AdminClient client, @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--role", paramLabel = "ROLE", description = "administrator, operator or auditor.") @Nullable String role,
            @Option(names = "--active", paramLabel = "true|false", description = "Whether it may log in.") @Nullable Boolean active)
            throws CommandFailure, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        if (role != null) {
            body.put("role", role);
        }
        if (active != null) {
            body.put("active", active);
        }
        spec.commandLine().getOut()
                .println(line(client.patch(PATH + "/" + ConsumersCommand.encoded(name), body)));
        return 0;
    }

    @Command(name = "reset-password", mixinStandardHelpOptions = true, description = "Gives another password and shows it, this once; ends all sessions of the account, and its lock.")
    int resetPassword(@Mixin AdminClient client, @Parameters(paramLabel = "NAME") String name)
            throws CommandFailure, IOException {
        return tellPassword(
                client.post(PATH + "/" + ConsumersCommand.encoded(name) + "/reset-password", Map.of()));
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes an account and ends its sessions.")
    int remove(@Mixin AdminClient client, @Parameters(paramLabel = "NAME") String name)
            throws CommandFailure, IOException {
        client.delete(PATH + "/" + ConsumersCommand.encoded(name));
        spec.commandLine().getOut().println("removed " + name);
        return 0;
    }

    private int tellPassword(JsonNode account) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line(account));
        out.println("password: " + account.path("password").asText());
        return 0;
    }

    private static String line(JsonNode account) {
        return "%s  %s  %s  since %s%s".formatted(account.path("name").asText(), account.path("role").asText(),
                account.path("active").asBoolean() ? "active" : "inactive", account.path("created").asText(),
                account.path("mustChangePassword").asBoolean() ? "  has to change the password" : "");
    }
}
