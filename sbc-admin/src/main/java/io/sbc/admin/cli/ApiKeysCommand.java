package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code api-keys}: what programs of administrators show. */
@Command(name = "api-keys", mixinStandardHelpOptions = true, description = "Keys for programs that use the API of a running SBC.")
final class ApiKeysCommand extends CommandGroup {

    private static final String PATH = "/api-keys";

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all keys, without the keys themselves.")
    int list(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        JsonNode document = sbc.client().whole(PATH, "apiKeys");
        if (!sbc.shown(document)) {
            new Table("ID", "NAME", "STATE", "UNTIL", "PERMISSIONS")
                    .rows(document.path("apiKeys"),
                            key -> new Object[]{key.path("id").asText(), key.path("name").asText(),
                                key.path("state").asText(), key.path("expires").asText(), permissions(key)})
                    .print(sbc.out(), "there is no API key");
        }
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds one, and shows it: this once, and never again.")
    int add(@Mixin Remote sbc,
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
        JsonNode added = sbc.client().post(PATH, body);
        return sbc.tell(added, line(added) + "\nkey: " + added.path("key").asText());
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends a key at once.")
    int revoke(@Mixin Remote sbc, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        return sbc.delete(PATH + "/" + ConsumersCommand.encoded(id), "revoked");
    }

    private static String permissions(JsonNode key) {
        StringJoiner permissions = new StringJoiner(",");
        key.path("permissions").forEach(permission -> permissions.add(permission.asText()));
        return permissions.toString();
    }

    private static String line(JsonNode key) {
        return "%s  %s  %s  until %s  %s".formatted(key.path("id").asText(), key.path("name").asText(),
                key.path("state").asText(), key.path("expires").asText(), permissions(key));
    }
}
