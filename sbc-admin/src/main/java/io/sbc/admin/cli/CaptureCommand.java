package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.channels.Channels;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code capture}: signalling and media in files for Wireshark. */
@Command(name = "capture", mixinStandardHelpOptions = true, description = "Captures signalling and media of a running SBC into files for Wireshark.")
final class CaptureCommand extends CommandGroup {

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

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Begins a capture, and shows its id.")
    int start(@Mixin Remote sbc, @ArgGroup(exclusive = true, multiplicity = "1") Target target,
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
        JsonNode capture = sbc.client().post("/captures", body);
        return sbc.tell(capture, capture.path("id").asText());
    }

    @Command(name = "stop", mixinStandardHelpOptions = true, description = "Ends a capture.")
    int stop(@Mixin Remote sbc, @Parameters(paramLabel = "ID") String id) throws CommandFailure, IOException {
        JsonNode capture = sbc.client().post("/captures/" + ConsumersCommand.encoded(id) + "/stop", Map.of());
        return sbc.tell(capture, line(capture));
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows captures, the newest first.")
    int list(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/captures");
        if (!sbc.shown(document)) {
            new Table("ID", "STATE", "OCTETS", "TARGET", "MEDIA", "MESSAGES", "PACKETS", "LOST", "ENDED")
                    .rows(document.path("captures"), capture -> new Object[]{capture.path("id").asText(),
                        capture.path("state").asText(), capture.path("octets").asText(),
                        capture.path("target").asText(), capture.path("media").asText(),
                        capture.path("messages").asText(), capture.path("packets").asText(),
                        capture.path("lost").asText(), capture.path("ended").asText()})
                    .print(sbc.out(), "there is no capture");
        }
        return 0;
    }

    private static String line(JsonNode capture) {
        return "%s  %s  %d octets  %s%s".formatted(capture.path("id").asText(), capture.path("state").asText(),
                capture.path("octets").asLong(), capture.path("target").asText(),
                capture.has("messages")
                        ? ", media %s, %d messages, %d packets, %d lost%s".formatted(capture.path("media").asText(),
                                capture.path("messages").asLong(), capture.path("packets").asLong(),
                                capture.path("lost").asLong(),
                                capture.has("ended") ? "; " + capture.path("ended").asText() : "")
                        : capture.path("ended").asText());
    }

    @Command(name = "download", mixinStandardHelpOptions = true, description = "Fetches the file of an ended capture, mode 0600.")
    int download(@Mixin Remote sbc, @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where to; else ID.pcapng here.") @Nullable Path file)
            throws CommandFailure, IOException {
        Path target = file == null ? Path.of(id + ".pcapng") : file;
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(target,
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))))) {
            sbc.client().download("/captures/" + ConsumersCommand.encoded(id) + "/file", out);
        } catch (CommandFailure failure) {
            Files.deleteIfExists(target);
            throw failure;
        }
        return sbc.tell(JsonNodeFactory.instance.objectNode().put("file", target.toString()).put("octets",
                Files.size(target)), target.toString());
    }
}
