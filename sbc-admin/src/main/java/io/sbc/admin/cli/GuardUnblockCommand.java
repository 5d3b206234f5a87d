package io.sbc.admin.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code guard unblock ADDRESS}. */
@Command(name = "unblock", mixinStandardHelpOptions = true, description = "Lets an address in again.")
final class GuardUnblockCommand implements Callable<Integer> {

    private static final String NETWORK = "/64";

    @Mixin
    private final Remote sbc = new Remote();

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "An IP address, or a source as the list shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String address;

    @Override
    public Integer call() throws CommandFailure, IOException {
        return sbc.delete("/guard/blocks/" + segment(address), address + " is let in again");
    }

    /** An address as part of a path. */
    static String segment(String source) {
        String address = source.endsWith(NETWORK) ? source.substring(0, source.length() - NETWORK.length()) : source;
        return URLEncoder.encode(address, StandardCharsets.UTF_8);
    }
}
