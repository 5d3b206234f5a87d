package io.sbc.admin.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reload-certificates}: asks the SBC that runs with the same configuration. */
@Command(name = "reload-certificates", mixinStandardHelpOptions = true, description = "Has the running SBC read its certificates and keys again. What cannot be used changes nothing.")
final class ReloadCertificatesCommand implements Callable<Integer> {

    @Mixin
    private final AdminClient client = new AdminClient();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        spec.commandLine().getOut().println(client.post("/certificates/reload", Map.of()).path("detail").asText());
        return 0;
    }
}
