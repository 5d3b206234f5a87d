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

/** {@code devices}: one of the two devices of a user. */
@Command(name = "devices", mixinStandardHelpOptions = true, description = "The desktop and mobile device of each user, at a running SBC.")
final class DevicesCommand extends CommandGroup {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows devices, without passwords.")
    int list(@Mixin Remote sbc,
            @Option(names = "--user", paramLabel = "EMAIL", description = "Of this user; * for anything.") @Nullable String user,
            @Option(names = "--kind", paramLabel = "KIND", description = "desktop or mobile.") @Nullable String kind,
            @Option(names = "--icp", paramLabel = "PBX", description = "Of this PBX.") @Nullable String icp,
            @Option(names = "--set-user", paramLabel = "USER", description = "With this user on the set side; * for anything.") @Nullable String setUser,
            @Option(names = "--enabled", paramLabel = "BOOLEAN", arity = "1", description = "true or false.") @Nullable Boolean enabled)
            throws CommandFailure, IOException {
        List<JsonNode> devices = sbc.client().all("/devices" + new Query().with("user", user).with("kind", kind)
                .with("icp", icp).with("setUser", setUser).with("enabled", enabled), "devices");
        PrintWriter out = sbc.out();
        if (!sbc.shown(devices)) {
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
    int show(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email,
            @Parameters(paramLabel = "desktop|mobile") String kind)
            throws CommandFailure, IOException {
        return print(sbc, sbc.client().get(path(email, kind)));
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Changes what is said of a device, and leaves the rest.")
    int set(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email,
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
        JsonNode device = sbc.client().patch(path(email, kind), body);
        return print(sbc, device);
    }

    private static void put(Map<String, Object> body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Lets a device register.")
    int enable(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email,
            @Parameters(paramLabel = "desktop|mobile") String kind) throws CommandFailure, IOException {
        return print(sbc, sbc.client().patch(path(email, kind), Map.of("enabled", true)));
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Unregisters a device here and at the PBX, at once. Its calls go on.")
    int disable(@Mixin Remote sbc, @Parameters(paramLabel = "EMAIL") String email,
            @Parameters(paramLabel = "desktop|mobile") String kind,
            @Option(names = "--end-calls", description = "Ends its calls, too.") boolean endCalls)
            throws CommandFailure, IOException {
        return print(sbc, sbc.client().patch(path(email, kind) + new Query().flag("endCalls", endCalls),
                Map.of("enabled", false)));
    }

    private static String path(String email, String kind) {
        return "/users/" + ConsumersCommand.encoded(email) + "/devices/" + ConsumersCommand.encoded(kind);
    }

    private static int print(Remote sbc, JsonNode device) {
        if (!sbc.shown(device)) {
            table(List.of(device), "").print(sbc.out(), "no device");
            if (device.has("setPassword")) {
                sbc.out().println("set-side password: " + device.path("setPassword").asText());
            }
        }
        return 0;
    }
}
