package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Wireshark's reader, as a foreign judge of capture files. */
final class Tshark {

    private Tshark() {}

    /** The fields of each packet that fits the display filter, parted by tabs. */
    static List<String> read(Path file, String filter, String... fields) throws IOException {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString(), "-Y", filter, "-T", "fields"));
        for (String field : fields) {
            command.add("-e");
            command.add(field);
        }
        return run(command);
    }

    /** What the program prints; it has to end well. */
    static List<String> run(List<String> command) throws IOException {
        Process tshark = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertEquals(0, tshark.waitFor(), () -> String.join(" ", command) + "\n" + output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return output.lines().toList();
    }
}
