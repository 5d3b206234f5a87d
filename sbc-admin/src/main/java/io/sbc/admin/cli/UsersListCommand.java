package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.users.PsiUser;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code users list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all users, without passwords. The filters need a running SBC.")
final class UsersListCommand implements Callable<Integer> {

    @Mixin
    private final Remote sbc = new Remote();

    @Option(names = "--icp", paramLabel = "PBX", description = "Of this PBX.")
    private @Nullable String icp;

    @Option(names = "--template", paramLabel = "NAME", description = "Made by this template.")
    private @Nullable String template;

    @Option(names = "--enabled", paramLabel = "BOOLEAN", arity = "1", description = "true or false.")
    private @Nullable Boolean enabled;

    @Option(names = "--match", paramLabel = "TEXT", description = "Whose address, name or extension is this; * for anything.")
    private @Nullable String match;

    @Option(names = "--sort", paramLabel = "FIELD", description = "By email, name, extension, icp, template or enabled; - before it turns it round.")
    private @Nullable String sort;

    @Override
    public Integer call() throws CommandFailure, IOException {
        List<JsonNode> users = sbc.client().isThere()
                ? sbc.client().all("/users" + new Query().with("icp", icp).with("template", template)
                        .with("enabled", enabled).with("q", match).with("sort", sort), "users")
                : stored();
        PrintWriter out = sbc.out();
        if (sbc.shown(users)) {
            return 0;
        }
        Table table = new Table("EMAIL", "NAME", "EXTENSION", "ICP", "TEMPLATE", "ENABLED");
        users.forEach(user -> table.row(user, "/email", "/name", "/extension", "/icp", "/template", "/enabled"));
        table.print(out, "no users");
        return 0;
    }

    private List<JsonNode> stored() throws CommandFailure, IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> users = new ArrayList<>();
        StoreAccess
                .use(sbc.client().configuration(), store -> OfflineUsers.of(sbc.client().configuration(), store).all())
                .forEach(user -> users.add(mapper.valueToTree(fields(user))));
        return users;
    }

    private static Map<String, Object> fields(PsiUser user) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("email", user.email());
        fields.put("name", user.profile().name());
        fields.put("extension", user.extension());
        fields.put("icp", user.icp());
        fields.put("template", user.profile().template());
        fields.put("enabled", user.enabled());
        return fields;
    }
}
