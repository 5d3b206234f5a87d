package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code registrations}: what {@code sip registrar all} shows on other systems. */
@Command(name = "registrations", mixinStandardHelpOptions = true, description = "The devices that are registered at a running SBC, on their way to it, or failed.")
final class RegistrationsCommand implements Callable<Integer> {

    @Mixin
    private final Remote sbc = new Remote();

    @Option(names = "--user", paramLabel = "EMAIL", description = "Of this user; * for anything.")
    private @Nullable String user;

    @Option(names = "--icp", paramLabel = "PBX", description = "At this PBX.")
    private @Nullable String icp;

    @Option(names = "--state", paramLabel = "STATE", description = "registered, held, registering, suspended, unregistering, refused or idle.")
    private @Nullable String state;

    @Option(names = "--address", paramLabel = "IP[:PORT]", description = "Of a phone; * for anything.")
    private @Nullable String address;

    @Override
    public Integer call() throws CommandFailure, IOException {
        List<JsonNode> all = sbc.client().all("/registrations" + new Query().with("user", user).with("icp", icp)
                .with("state", state).with("address", address), "registrations");
        PrintWriter out = sbc.out();
        if (sbc.shown(all)) {
            return 0;
        }
        Table table = new Table("USER", "SET USER", "STATE", "PHONES", "EXPIRES", "USER AGENT", "ICP", "AT PBX", "NODE",
                "LAST ERROR");
        all.forEach(device -> table.row(device.path("user").asText(), device.path("setUser").asText(),
                device.path("state").asText(),
                joined(device, contact -> contact.path("transport").asText() + " " + contact.path("address").asText()
                        + ":" + contact.path("port").asText()),
                joined(device, contact -> contact.path("expires").asText()),
                joined(device, contact -> contact.path("userAgent").asText()), Table.text(device.at("/icp/id")),
                Table.text(device.at("/icp/state")), Table.text(device.at("/icp/node")),
                device.has("lastError")
                        ? device.at("/lastError/status").asText() + " " + device.at("/lastError/description").asText()
                        : ""));
        table.print(out, "no registrations");
        return 0;
    }

    private static String joined(JsonNode device, Function<JsonNode, String> part) {
        return StreamSupport.stream(device.path("contacts").spliterator(), false).map(part)
                .collect(Collectors.joining(", "));
    }
}
