package io.sbc.admin.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code guard unblock ADDRESS}. */
@Command(name = "unblock", mixinStandardHelpOptions = true, description = "Lets an address in again.")
final class GuardUnblockCommand implements Callable<Integer> {

    private static final String NETWORK = "/64";

    @Mixin
    private final AdminClient client = new AdminClient();

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "An IP address, or a source as the list shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String address;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        client.delete("/guard/blocks/" + segment(address));
        spec.commandLine().getOut().println(address + " is let in again");
        return 0;
    }

    /** An address as part of a path. */
    static String segment(String source) {
        String address = source.endsWith(NETWORK) ? source.substring(0, source.length() - NETWORK.length()) : source;
        return URLEncoder.encode(address, StandardCharsets.UTF_8);
    }
}
