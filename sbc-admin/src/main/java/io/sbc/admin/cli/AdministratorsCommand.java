package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code administrators}: who may log in. */
@Command(name = "administrators", mixinStandardHelpOptions = true, description = "The people who may administer a running SBC.")
final class AdministratorsCommand extends CommandGroup {

    private static final String PATH = "/administrators";

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all accounts.")
    int list(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        JsonNode document = sbc.client().whole(PATH, "administrators");
        if (!sbc.shown(document)) {
            new Table("NAME", "ROLE", "ACTIVE", "SINCE", "HAS TO CHANGE THE PASSWORD")
                    .rows(document.path("administrators"), account -> new Object[]{account.path("name").asText(),
                        account.path("role").asText(), account.path("active").asText(),
                        account.path("created").asText(), account.path("mustChangePassword").asText()})
                    .print(sbc.out(), "there is no administrator");
        }
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds one, and shows the first password: this once, to be changed at the first login.")
    int add(@Mixin Remote sbc, @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--role", paramLabel = "ROLE", required = true, description = "administrator, operator or auditor.") String role)
            throws CommandFailure, IOException {
        return tellPassword(sbc, sbc.client().post(PATH, Map.of("name", name, "role", role)));
    }

    @Command(name = "change", mixinStandardHelpOptions = true, description = "Gives another role, or lets log in or not.")
    int change(@Mixin Remote sbc, @Parameters(paramLabel = "NAME") String name,
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
        JsonNode account = sbc.client().patch(PATH + "/" + ConsumersCommand.encoded(name), body);
        return sbc.tell(account, line(account));
    }

    @Command(name = "reset-password", mixinStandardHelpOptions = true, description = "Gives another password and shows it, this once; ends all sessions of the account, and its lock.")
    int resetPassword(@Mixin Remote sbc, @Parameters(paramLabel = "NAME") String name)
            throws CommandFailure, IOException {
        return tellPassword(sbc,
                sbc.client().post(PATH + "/" + ConsumersCommand.encoded(name) + "/reset-password", Map.of()));
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes an account and ends its sessions.")
    int remove(@Mixin Remote sbc, @Parameters(paramLabel = "NAME") String name)
            throws CommandFailure, IOException {
        return sbc.delete(PATH + "/" + ConsumersCommand.encoded(name), "removed " + name);
    }

    private static int tellPassword(Remote sbc, JsonNode account) {
        return sbc.tell(account, line(account) + "\npassword: " + account.path("password").asText());
    }

    private static String line(JsonNode account) {
        return "%s  %s  %s  since %s%s".formatted(account.path("name").asText(), account.path("role").asText(),
                account.path("active").asBoolean() ? "active" : "inactive", account.path("created").asText(),
                account.path("mustChangePassword").asBoolean() ? "  has to change the password" : "");
    }
}
