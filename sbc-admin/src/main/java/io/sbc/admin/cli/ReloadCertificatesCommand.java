package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reload-certificates}: asks the SBC that runs with the same configuration. */
@Command(name = "reload-certificates", mixinStandardHelpOptions = true, description = "Has the running SBC read its certificates and keys again. What cannot be used changes nothing.")
final class ReloadCertificatesCommand implements Callable<Integer> {

    @Mixin
    private final Remote sbc = new Remote();

    @Override
    public Integer call() throws CommandFailure, IOException {
        JsonNode done = sbc.client().post("/certificates/reload", Map.of());
        return sbc.tell(done, done.path("detail").asText());
    }
}
