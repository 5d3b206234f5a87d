package io.sbc.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The distribution as it is shipped, started as a process in a directory of the test's own. */
final class Distribution {

    private static final Duration PATIENCE = Duration.ofSeconds(90); // the machine may be busy

    private final Path directory;

    Distribution(Path directory) {
        this.directory = directory;
    }

    /** A configuration whose ports are all free ones. */
    Path freePorts(String more) throws IOException {
        return Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp: {udp: {port: 0}, tcp: {port: 0}}
                run: {ports-file: ports}
                """ + more);
    }

    Process start(String... arguments) throws IOException {
        return startWith("", arguments);
    }

    /** @param jvmOptions further ones, separated by spaces */
    Process startWith(String jvmOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(
                Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc").toAbsolutePath()
                        .toString());
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        process.environment().put("SBC_JAVA_OPTS", jvmOptions);
        return process.start();
    }

    /** The ports of a process that is ready. */
    Map<String, String> awaitPorts() {
        Path file = directory.resolve("ports");
        Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(file));
        Map<String, String> ports = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split("=", 2);
                ports.put(parts[0], parts[1]);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ports;
    }

    static int awaitExit(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the process did not end");
        }
        return process.exitValue();
    }

    /** Reads until a line starts so; everything read, that line included. */
    static List<String> readUntil(BufferedReader reader, String start) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.startsWith(start)) {
                return lines;
            }
        }
        throw new AssertionError("the process never said \"" + start + "\", but: " + lines);
    }
}
