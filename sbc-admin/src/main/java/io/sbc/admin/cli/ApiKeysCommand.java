package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code api-keys}: what programs of administrators show. */
@Command(name = "api-keys", mixinStandardHelpOptions = true, description = "Keys for programs that use the API of a running SBC.")
final class ApiKeysCommand implements Runnable {

    private static final String PATH = "/api-keys";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, add or revoke?");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all keys, without the keys themselves.")
    int list(@Mixin AdminClient client, @Option(names = "--json", description = "As one JSON document.") boolean json)
            throws CommandFailure, IOException {
        JsonNode document = client.get(PATH);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(document);
        } else if (document.path("apiKeys").isEmpty()) {
            out.println("there is no API key");
        } else {
            document.path("apiKeys").forEach(key -> out.println(line(key)));
        }
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds one, and shows it: this once, and never again.")
    int add(@Mixin AdminClient client,
            @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
            @Option(names = "--role", paramLabel = "ROLE", description = "May do what an administrator, operator or auditor may do.") @Nullable String role,
            @Option(names = "--permission", paramLabel = "WHAT", description = "Instead of a role, such as read-status; more than once for more.") @Nullable List<String> permissions,
            @Option(names = "--days", paramLabel = "N", description = "How long it is good, at most admin.accounts.api-key-life, which is the default.") @Nullable Integer days)
            throws CommandFailure, IOException {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("name", name));
        if (role != null) {
            body.put("role", role);
        }
        if (permissions != null) {
            body.put("permissions", permissions);
        }
        if (days != null) {
            body.put("days", days);
        }
        JsonNode added = client.post(PATH, body);
        PrintWriter out = spec.commandLine().getOut();
        out.println(line(added));
        out.println("key: " + added.path("key").asText());
        return 0;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends a key at once.")
    int revoke(@Mixin AdminClient client, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        client.delete(PATH + "/" + ConsumersCommand.encoded(id));
        spec.commandLine().getOut().println("revoked");
        return 0;
    }

    private static String line(JsonNode key) {
        StringJoiner permissions = new StringJoiner(",");
        key.path("permissions").forEach(permission -> permissions.add(permission.asText()));
        return "%s  %s  %s  until %s  %s".formatted(key.path("id").asText(), key.path("name").asText(),
                key.path("state").asText(), key.path("expires").asText(), permissions);
    }
}
