package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

/** {@code consumers}: which programs may ask for tokens. */
@Command(name = "consumers", mixinStandardHelpOptions = true, description = "The programs that may provision, at a running SBC: a PBX's provisioning manager is one.")
final class ConsumersCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, add, enable, disable or remove?");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all consumers, without their secrets.")
    int list(@Mixin AdminClient client, @Option(names = "--json", description = "As one JSON document.") boolean json)
            throws CommandFailure, IOException {
        JsonNode document = client.get("/consumers");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(document);
        } else if (document.path("consumers").isEmpty()) {
            out.println("there is no consumer");
        } else {
            document.path("consumers").forEach(consumer -> out.println(line(consumer)));
        }
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds one, and shows its shared secret: this once, and never again.")
    int add(@Mixin AdminClient client,
            @Parameters(paramLabel = "ID", description = "The Consumer ID: letters, digits, dots, hyphens, underscores.") String id,
            @Option(names = "--name", paramLabel = "TEXT", description = "Its name, for people.") @Nullable String name,
            @Option(names = "--permission", paramLabel = "WHAT", description = "read-users or write-users; more than once for more. Default: all.") @Nullable List<String> permissions)
            throws CommandFailure, IOException {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("id", id));
        if (name != null) {
            body.put("name", name);
        }
        if (permissions != null) {
            body.put("permissions", permissions);
        }
        JsonNode added = client.post("/consumers", body);
        PrintWriter out = spec.commandLine().getOut();
        out.println(line(added));
        out.println("shared secret: " + added.path("secret").asText());
        return 0;
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Takes its requests again.")
    int enable(@Mixin AdminClient client, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        return setActive(client, id, true);
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Refuses its requests; its tokens stay.")
    int disable(@Mixin AdminClient client, @Parameters(paramLabel = "ID") String id)
            throws CommandFailure, IOException {
        return setActive(client, id, false);
    }

    private int setActive(AdminClient client, String id, boolean active) throws CommandFailure, IOException {
        spec.commandLine().getOut().println(line(client.patch("/consumers/" + encoded(id), Map.of("active", active))));
        return 0;
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes it and ends all its tokens.")
    int remove(@Mixin AdminClient client, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        client.delete("/consumers/" + encoded(id));
        spec.commandLine().getOut().println("removed " + id);
        return 0;
    }

    private static String line(JsonNode consumer) {
        StringJoiner permissions = new StringJoiner(", ");
        consumer.path("permissions").forEach(permission -> permissions.add(permission.asText()));
        return "%s  %s  %s  %s  since %s".formatted(consumer.path("id").asText(),
                consumer.path("active").asBoolean() ? "active" : "inactive", permissions,
                consumer.path("name").asText(), consumer.path("created").asText());
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
