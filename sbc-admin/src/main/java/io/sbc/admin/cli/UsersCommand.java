package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code users}: at a running SBC; list, import and export also on the store of one that does not run. */
@Command(name = "users", mixinStandardHelpOptions = true, description = "Users with their two devices, at a running SBC. Without one, list, import and export work on its store.", subcommands = {
    UsersImportCommand.class, UsersExportCommand.class, UsersListCommand.class})
final class UsersCommand extends CommandGroup {

    private static final String PATH = "/users/";

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one user with both devices.")
    int show(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email)
            throws CommandFailure, IOException {
        return print(sbc, sbc.client().get(PATH + ConsumersCommand.encoded(email)));
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds a user; fails if there is one of that address.")
    int add(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email, @Mixin UserOptions options)
            throws CommandFailure, IOException {
        return print(sbc, sbc.client().create(PATH + ConsumersCommand.encoded(email), options.body()));
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Changes what is said of a user, and leaves the rest.")
    int set(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email, @Mixin UserOptions options)
            throws CommandFailure, IOException {
        return print(sbc, sbc.client().patch(PATH + ConsumersCommand.encoded(email), options.body()));
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Lets both devices register.")
    int enable(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email)
            throws CommandFailure, IOException {
        return print(sbc, sbc.client().patch(PATH + ConsumersCommand.encoded(email), Map.of("enabled", true)));
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Unregisters both devices here and at the PBX, at once. Calls go on.")
    int disable(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email,
            @Option(names = "--end-calls", description = "Ends the calls, too.") boolean endCalls)
            throws CommandFailure, IOException {
        return print(sbc,
                sbc.client().patch(PATH + ConsumersCommand.encoded(email) + new Query().flag("endCalls", endCalls),
                        Map.of("enabled", false)));
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a user with both devices, and what they registered. Calls go on.")
    int remove(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email,
            @Option(names = "--end-calls", description = "Ends the calls, too.") boolean endCalls)
            throws CommandFailure, IOException {
        return sbc.delete(PATH + ConsumersCommand.encoded(email) + new Query().flag("endCalls", endCalls),
                "removed " + email);
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows how users stand: Pending SIP credentials, Idle, Registered, or the last SIP error.")
    int status(@Mixin Remote sbc,
            @Parameters(paramLabel = "EMAIL", arity = "0..1", description = "One user with both devices; else all.") @Nullable String email,
            @Option(names = "--state", paramLabel = "STATE", description = "Only pending, idle, registered or error.") @Nullable String state)
            throws CommandFailure, IOException {
        PrintWriter out = sbc.out();
        if (email != null) {
            JsonNode user = sbc.client().get(PATH + ConsumersCommand.encoded(email) + "/status");
            if (sbc.shown(user)) {
                return 0;
            }
            out.println(Table.text(user.at("/user")) + ": " + Table.text(user.at("/status")));
            Table table = new Table("DEVICE", "SET USER", "ENABLED", "STATUS", "DESCRIPTION");
            user.path("devices")
                    .forEach(device -> table.row(device, "/kind", "/setUser", "/enabled", "/status", "/description"));
            table.print(out, "no devices");
            return 0;
        }
        List<JsonNode> users = sbc.client().all("/status/psi" + new Query().with("state", state), "users");
        if (sbc.shown(users)) {
            return 0;
        }
        Table table = new Table("EMAIL", "STATUS", "DESCRIPTION");
        users.forEach(user -> table.row(user, "/user", "/status", "/description"));
        table.print(out, "no users");
        return 0;
    }

    private static int print(Remote sbc, JsonNode user) {
        if (sbc.shown(user)) {
            return 0;
        }
        PrintWriter out = sbc.out();
        out.println("%s  %s  extension %s at %s, template %s, %s".formatted(Table.text(user.at("/email")),
                Table.text(user.at("/name")), Table.text(user.at("/extension")), Table.text(user.at("/icp")),
                Table.text(user.at("/template")), user.path("enabled").asBoolean() ? "enabled" : "disabled"));
        DevicesCommand.table(user.path("devices"), Table.text(user.at("/email"))).print(out, "no devices");
        if (user.has("setPassword")) {
            out.println("set-side password: " + user.path("setPassword").asText());
        }
        return 0;
    }
}
