package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.channels.Channels;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capture}: signalling and media in files for Wireshark. */
@Command(name = "capture", mixinStandardHelpOptions = true, description = "Captures signalling and media of a running SBC into files for Wireshark.")
final class CaptureCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Whose. */
    static final class Target {

        @Option(names = "--all", required = true, description = "Everything.")
        private boolean all;

        @Option(names = "--user", required = true, paramLabel = "USER", description = "By e-mail address, or a device's name on either side.")
        private @Nullable String user;

        @Option(names = "--number", required = true, paramLabel = "NUMBER", description = "Who calls, is called, or registers under this number.")
        private @Nullable String number;

        @Option(names = "--address", required = true, paramLabel = "NETWORK", description = "A phone's or PBX's address, as 192.0.2.7 or 10.0.0.0/8; calls with both legs.")
        private @Nullable String address;

        void put(Map<String, Object> body) {
            if (all) {
                body.put("all", true);
            }
            put(body, "user", user);
            put(body, "number", number);
            put(body, "address", address);
        }

        private static void put(Map<String, Object> body, String name, @Nullable String value) {
            if (value != null) {
                body.put(name, value);
            }
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "start, stop, list or download?");
    }

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Begins a capture, and shows its id.")
    int start(@Mixin AdminClient client, @ArgGroup(exclusive = true, multiplicity = "1") Target target,
            @Option(names = "--media", paramLabel = "KIND", defaultValue = "none", description = "none; wire: RTP as it is on the wire; decrypted: as it is inside, with --secrets. Default: ${DEFAULT-VALUE}.") String media,
            @Option(names = "--secrets", description = "Leave SRTP keys and digest responses in the messages.") boolean secrets,
            @Option(names = "--time", paramLabel = "TIME", defaultValue = "10m", description = "Ends after 30s, 10m, 1h. Default: ${DEFAULT-VALUE}.") String time,
            @Option(names = "--size", paramLabel = "SIZE", defaultValue = "100MiB", description = "Ends when the file is so large. Default: ${DEFAULT-VALUE}.") String size)
            throws CommandFailure, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        target.put(body);
        body.put("media", media);
        body.put("secrets", secrets);
        body.put("time", time);
        body.put("size", size);
        spec.commandLine().getOut().println(client.post("/captures", body).path("id").asText());
        return 0;
    }

    @Command(name = "stop", mixinStandardHelpOptions = true, description = "Ends a capture.")
    int stop(@Mixin AdminClient client, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        print(spec.commandLine().getOut(),
                client.post("/captures/" + ConsumersCommand.encoded(id) + "/stop", Map.of()));
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows captures, the newest first.")
    int list(@Mixin AdminClient client, @Option(names = "--json", description = "As one JSON document.") boolean json)
            throws CommandFailure, IOException {
        JsonNode document = client.get("/captures");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(document);
        } else if (document.path("captures").isEmpty()) {
            out.println("there is no capture");
        } else {
            document.path("captures").forEach(capture -> print(out, capture));
        }
        return 0;
    }

    private static void print(PrintWriter out, JsonNode capture) {
        out.println("%s  %s  %d octets  %s%s".formatted(capture.path("id").asText(), capture.path("state").asText(),
                capture.path("octets").asLong(), capture.path("target").asText(),
                capture.has("messages")
                        ? ", media %s, %d messages, %d packets, %d lost%s".formatted(capture.path("media").asText(),
                                capture.path("messages").asLong(), capture.path("packets").asLong(),
                                capture.path("lost").asLong(),
                                capture.has("ended") ? "; " + capture.path("ended").asText() : "")
                        : capture.path("ended").asText()));
    }

    @Command(name = "download", mixinStandardHelpOptions = true, description = "Fetches the file of an ended capture, mode 0600.")
    int download(@Mixin AdminClient client, @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where to; else ID.pcapng here.") @Nullable Path file)
            throws CommandFailure, IOException {
        Path target = file == null ? Path.of(id + ".pcapng") : file;
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(target,
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))))) {
            client.download("/captures/" + ConsumersCommand.encoded(id) + "/file", out);
        } catch (CommandFailure failure) {
            Files.deleteIfExists(target);
            throw failure;
        }
        spec.commandLine().getOut().println(target);
        return 0;
    }
}
