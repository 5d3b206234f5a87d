package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consumers}: which programs may ask for tokens. */
@Command(name = "consumers", mixinStandardHelpOptions = true, description = "The programs that may provision, at a running SBC: a PBX's provisioning manager is one.")
final class ConsumersCommand extends CommandGroup {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all consumers, without their secrets.")
    int list(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        JsonNode document = sbc.client().whole("/consumers", "consumers");
        if (!sbc.shown(document)) {
            new Table("ID", "NAME", "ACTIVE", "SINCE", "PERMISSIONS")
                    .rows(document.path("consumers"),
                            consumer -> new Object[]{consumer.path("id").asText(), consumer.path("name").asText(),
                                consumer.path("active").asText(), consumer.path("created").asText(),
                                permissions(consumer)})
                    .print(sbc.out(), "there is no consumer");
        }
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds one, and shows its shared secret: this once, and never again.")
    int add(@Mixin Remote sbc,
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
        JsonNode added = sbc.client().post("/consumers", body);
        return sbc.tell(added, line(added) + "\nshared secret: " + added.path("secret").asText());
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Takes its requests again.")
    int enable(@Mixin Remote sbc, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        return setActive(sbc, id, true);
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Refuses its requests; its tokens stay.")
    int disable(@Mixin Remote sbc, @Parameters(paramLabel = "ID") String id)
            throws CommandFailure, IOException {
        return setActive(sbc, id, false);
    }

    private static int setActive(Remote sbc, String id, boolean active) throws CommandFailure, IOException {
        JsonNode consumer = sbc.client().patch("/consumers/" + encoded(id), Map.of("active", active));
        return sbc.tell(consumer, line(consumer));
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes it and ends all its tokens.")
    int remove(@Mixin Remote sbc, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        return sbc.delete("/consumers/" + encoded(id), "removed " + id);
    }

    private static String permissions(JsonNode consumer) {
        StringJoiner permissions = new StringJoiner(", ");
        consumer.path("permissions").forEach(permission -> permissions.add(permission.asText()));
        return permissions.toString();
    }

    private static String line(JsonNode consumer) {
        return "%s  %s  %s  %s  since %s".formatted(consumer.path("id").asText(),
                consumer.path("active").asBoolean() ? "active" : "inactive", permissions(consumer),
                consumer.path("name").asText(), consumer.path("created").asText());
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
