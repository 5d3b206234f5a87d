package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code devices}: one of the two devices of a user. */
@Command(name = "devices", mixinStandardHelpOptions = true, description = "The desktop and mobile device of each user, at a running SBC.")
final class DevicesCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, show, set, enable or disable?");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows devices, without passwords.")
    int list(@Mixin AdminClient client,
            @Option(names = "--user", paramLabel = "EMAIL", description = "Of this user; * for anything.") @Nullable String user,
            @Option(names = "--kind", paramLabel = "KIND", description = "desktop or mobile.") @Nullable String kind,
            @Option(names = "--icp", paramLabel = "PBX", description = "Of this PBX.") @Nullable String icp,
            @Option(names = "--set-user", paramLabel = "USER", description = "With this user on the set side; * for anything.") @Nullable String setUser,
            @Option(names = "--enabled", paramLabel = "BOOLEAN", arity = "1", description = "true or false.") @Nullable Boolean enabled,
            @Option(names = "--json", description = "As one JSON array.") boolean json)
            throws CommandFailure, IOException {
        List<JsonNode> devices = client.all("/devices" + new Query().with("user", user).with("kind", kind)
                .with("icp", icp).with("setUser", setUser).with("enabled", enabled), "devices");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(devices);
        } else {
            table(devices, "").print(out, "no devices");
        }
        return 0;
    }

    /** @param user of all of them, where they do not say so themselves */
    static Table table(Iterable<JsonNode> devices, String user) {
        return new Table("USER", "DEVICE", "SET USER", "ICP USER", "ICP AUTH USER", "ICP", "ENABLED", "CREDENTIALS")
                .rows(devices, device -> new Object[]{device.has("user") ? device.path("user").asText() : user,
                    device.path("kind").asText(), device.path("setUser").asText(), device.path("icpUser").asText(),
                    device.path("icpAuthUser").asText(), device.path("icp").asText(), device.path("enabled").asText(),
                    device.path("credentials").asText()});
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one device.")
    int show(@Mixin AdminClient client, @Parameters(paramLabel = "EMAIL") String email,
            @Parameters(paramLabel = "desktop|mobile") String kind,
            @Option(names = "--json", description = "As one JSON document.") boolean json)
            throws CommandFailure, IOException {
        print(client.get(path(email, kind)), json);
        return 0;
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Changes what is said of a device, and leaves the rest.")
    int set(@Mixin AdminClient client, @Parameters(paramLabel = "EMAIL") String email,
            @Parameters(paramLabel = "desktop|mobile") String kind,
            @Option(names = "--set-user", paramLabel = "USER", description = "Towards the SBC.") @Nullable String setUser,
            @Option(names = "--icp-user", paramLabel = "USER", description = "At the PBX.") @Nullable String icpUser,
            @Option(names = "--icp-auth-user", paramLabel = "USER", description = "For digest at the PBX.") @Nullable String icpAuthUser,
            @Option(names = "--set-password", arity = "0..1", interactive = true, description = "Towards the SBC; asked for if left out.") char @Nullable [] setPassword,
            @Option(names = "--icp-password", arity = "0..1", interactive = true, description = "At the PBX; asked for if left out.") char @Nullable [] icpPassword,
            @Option(names = "--generate-password", description = "Makes a strong set-side password and shows it.") boolean generate)
            throws CommandFailure, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "setUser", setUser);
        put(body, "icpUser", icpUser);
        put(body, "icpAuthUser", icpAuthUser);
        put(body, "setPassword", setPassword == null ? null : new String(setPassword));
        put(body, "icpPassword", icpPassword == null ? null : new String(icpPassword));
        put(body, "generatePassword", generate ? true : null);
        JsonNode device = client.patch(path(email, kind), body);
        print(device, false);
        if (device.has("setPassword")) {
            spec.commandLine().getOut().println("set-side password: " + device.path("setPassword").asText());
        }
        return 0;
    }

    private static void put(Map<String, Object> body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Lets a device register.")
    int enable(@Mixin AdminClient client, @Parameters(paramLabel = "EMAIL") String email,
            @Parameters(paramLabel = "desktop|mobile") String kind) throws CommandFailure, IOException {
        print(client.patch(path(email, kind), Map.of("enabled", true)), false);
        return 0;
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Unregisters a device here and at the PBX, at once. Its calls go on.")
    int disable(@Mixin AdminClient client, @Parameters(paramLabel = "EMAIL") String email,
            @Parameters(paramLabel = "desktop|mobile") String kind,
            @Option(names = "--end-calls", description = "Ends its calls, too.") boolean endCalls)
            throws CommandFailure, IOException {
        print(client.patch(path(email, kind) + new Query().flag("endCalls", endCalls), Map.of("enabled", false)),
                false);
        return 0;
    }

    private static String path(String email, String kind) {
        return "/users/" + ConsumersCommand.encoded(email) + "/devices/" + ConsumersCommand.encoded(kind);
    }

    private void print(JsonNode device, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(device);
        } else {
            table(List.of(device), "").print(out, "no device");
        }
    }
}
