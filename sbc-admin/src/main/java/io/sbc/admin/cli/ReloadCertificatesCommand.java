package io.sbc.admin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.sip.transport.SentBy;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reload-certificates}: asks the SBC that runs with the same configuration. */
@Command(name = "reload-certificates", mixinStandardHelpOptions = true, description = "Has the running SBC read its certificates and keys again. What cannot be used changes nothing.")
final class ReloadCertificatesCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PORT_LINE = "admin.http=";

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        SbcConfig settings = config.read();
        URI uri = URI.create("http://" + SentBy.of(settings.admin().address(), port(settings))
                + "/certificates/reload");
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response;
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            response = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandFailure("no SBC answers at " + uri + ": " + e);
        }
        String detail = detail(response.body());
        if (response.statusCode() != 200) {
            throw new CommandFailure(detail);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(detail);
        return 0;
    }

    /** A port that the system chose stands in the ports file. */
    private static int port(SbcConfig settings) throws CommandFailure {
        if (settings.admin().port() != 0) {
            return settings.admin().port();
        }
        Path file = settings.run().portsFile()
                .orElseThrow(() -> new CommandFailure("admin.port is 0 and there is no run.ports-file to find it in"));
        try {
            return Files.readAllLines(file).stream().filter(line -> line.startsWith(PORT_LINE))
                    .map(line -> Integer.valueOf(line.substring(PORT_LINE.length()))).findFirst()
                    .orElseThrow(() -> new CommandFailure(file + " has no line " + PORT_LINE));
        } catch (IOException | NumberFormatException e) {
            throw new CommandFailure(file + " cannot be read: is the SBC running?");
        }
    }

    private static String detail(String body) {
        try {
            return new ObjectMapper().readTree(body).path("detail").asText();
        } catch (JsonProcessingException e) {
            return body;
        }
    }
}
