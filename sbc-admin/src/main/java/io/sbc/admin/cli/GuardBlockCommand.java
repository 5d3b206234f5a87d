package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code guard block ADDRESS}. */
@Command(name = "block", mixinStandardHelpOptions = true, description = "Shuts an address (of IPv6: its /64 network) out of the set side. Registered phones stay; the PBXs are not concerned.")
final class GuardBlockCommand implements Callable<Integer> {

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}[smhd]");

    @Mixin
    private final Remote sbc = new Remote();

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "An IP address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String address;

    @Option(names = "--for", paramLabel = "TIME", description = "How long: 10m, 2h, 7d. Default: ${DEFAULT-VALUE}.")
    private String length = "1h";

    @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the list.")
    private String note = "";

    @Override
    public Integer call() throws CommandFailure, IOException {
        if (!LENGTH.matcher(length).matches()) {
            throw new CommandFailure("--for: a whole number with s, m, h or d: " + length);
        }
        String iso = (length.endsWith("d") ? "P" : "PT") + length.toUpperCase(Locale.ROOT);
        JsonNode block = sbc.client().post("/guard/blocks",
                Map.of("address", address, "duration", iso, "note", note));
        return sbc.tell(block, GuardListCommand.line(block));
    }
}
