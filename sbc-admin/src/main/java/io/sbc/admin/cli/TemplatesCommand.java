package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code templates}: what new users' devices are made by. */
@Command(name = "templates", mixinStandardHelpOptions = true, description = "What new users' devices are made by, at a running SBC.")
final class TemplatesCommand extends CommandGroup {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all templates.")
    int list(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        List<JsonNode> templates = sbc.client().all("/templates", "templates");
        PrintWriter out = sbc.out();
        if (!sbc.shown(templates)) {
            table(templates).print(out, "no templates");
        }
        return 0;
    }

    private static Table table(List<JsonNode> templates) {
        Table table = new Table("NAME", "DESKTOP", "MOBILE", "ICP", "ENABLED", "GENERATES PASSWORD", "DESCRIPTION");
        templates.forEach(template -> table.row(template, "/name", "/desktop", "/mobile", "/icp", "/enabled",
                "/generatePassword", "/description"));
        return table;
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Adds a template, or changes what is said of it.")
    int set(@Mixin Remote sbc, @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--desktop", paramLabel = "RULE", description = "Of {extension}, {first}, {rest} and digits.") @Nullable String desktop,
            @Option(names = "--mobile", paramLabel = "RULE", description = "Such as {first}*{rest}.") @Nullable String mobile,
            @Option(names = "--icp", paramLabel = "PBX", description = "The PBX of users that name none.") @Nullable String icp,
            @Option(names = "--description", paramLabel = "TEXT", description = "For people.") @Nullable String description,
            @Option(names = "--enabled", paramLabel = "BOOLEAN", arity = "1", description = "Whether users begin enabled.") @Nullable Boolean enabled,
            @Option(names = "--generate-password", paramLabel = "BOOLEAN", arity = "1", description = "Whether users without a password get one.") @Nullable Boolean generate)
            throws CommandFailure, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "desktop", desktop);
        put(body, "mobile", mobile);
        put(body, "icp", icp);
        put(body, "description", description);
        put(body, "enabled", enabled);
        put(body, "generatePassword", generate);
        boolean isThere = sbc.client().all("/templates?name=" + ConsumersCommand.encoded(name), "templates")
                .size() == 1;
        String path = "/templates/" + ConsumersCommand.encoded(name);
        JsonNode template = isThere ? sbc.client().patch(path, body) : sbc.client().put(path, body);
        if (!sbc.shown(template)) {
            table(List.of(template)).print(sbc.out(), "none");
        }
        return 0;
    }

    private static void put(Map<String, Object> body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a template that no user has.")
    int remove(@Mixin Remote sbc, @Parameters(paramLabel = "NAME") String name)
            throws CommandFailure, IOException {
        return sbc.delete("/templates/" + ConsumersCommand.encoded(name), "removed " + name);
    }
}
