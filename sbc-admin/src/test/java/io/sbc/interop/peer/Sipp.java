package io.sbc.interop.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** SIPp (Debian's 3.6.1, without TLS) with a scenario of {@code perf/sipp}. */
public final class Sipp {

    private static final Path SCENARIOS = Path.of("..", "perf", "sipp").toAbsolutePath().normalize();

    private final String name;
    private final ManagedProcess process;

    private Sipp(String name, ManagedProcess process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Calls that a client scenario makes.
     *
     * @param count how many
     * @param perSecond started at this rate
     * @param stay how long each pauses where its scenario says so
     */
    public record Load(int count, int perSecond, Duration stay) {}

    /** Begins to make calls over TCP, one connection for each, to the extension given. */
    public static Sipp clients(PeerStage stage, String scenario, int serverPort, String extension, Load load,
            List<String> injection) {
        Path directory = stage.directory("sipp-" + scenario);
        Path injectionFile = directory.resolve("injection.csv");
        PeerStage.write(injectionFile, "SEQUENTIAL\n" + String.join("\n", injection) + "\n");
        var command = command(stage, scenario, directory);
        command.addAll(List.of("-t", "tn", "-max_socket", Integer.toString(load.count() + 10), "-inf",
                injectionFile.toString(), "-m", Integer
                        .toString(load.count()),
                "-l", Integer.toString(load.count()), "-r", Integer.toString(load.perSecond()), "-d", Long.toString(
                        load.stay().toMillis()),
                "-s", extension, "-timeout", "120s", "-timeout_error", "-auth_uri", "localhost",
                "127.0.0.1:" + serverPort));
        return new Sipp(scenario, stage.startPeer("sipp-" + scenario, directory, command, Map.of("TERM", "dumb")));
    }

    /** Begins to answer calls over UDP on this port of 127.0.0.1, until the test ends. */
    public static Sipp server(PeerStage stage, String scenario, int port) {
        Path directory = stage.directory("sipp-" + scenario);
        var command = command(stage, scenario, directory);
        command.addAll(List.of("-t", "u1", "-p", Integer.toString(port)));
        return new Sipp(scenario, stage.startPeer("sipp-" + scenario, directory, command, Map.of("TERM", "dumb")));
    }

    private static List<String> command(PeerStage stage, String scenario, Path directory) {
        return new ArrayList<>(List.of(DebianProgram.SIPP.path(), "-sf",
                SCENARIOS.resolve(scenario + ".xml").toString(), "-i", "127.0.0.1", "-mi",
                "127.0.0.1", "-mp", Integer.toString(stage.ports().block(2)), "-cp",
                Integer.toString(stage.ports().one()), "-nostdin",
                "-trace_err", "-error_file", directory.resolve("errors.log").toString()));
    }

    /** Injection lines {@code user;credentials} for the users given. */
    public static List<String> credentials(List<User> users) {
        return users.stream()
                .map(user -> user.extension() + ";[authentication username=" + user.extension() + " password="
                        + user.setPassword()
                        + "]")
                .toList();
    }

    /** Injection lines with an SDES key for each user. The keys are no secrets: SIPp sends no media. */
    public static List<String> credentialsAndKeys(List<User> users) {
        List<String> lines = credentials(users);
        return IntStream.range(0, lines.size()).mapToObj(i -> lines.get(i) + ";" + "%04d".formatted(i).repeat(10))
                .toList();
    }

    /** Waits until all calls are made and fails the test unless every one succeeded. */
    public void awaitAllSucceeded(Duration limit) {
        int exit = process.awaitExit(limit);
        if (exit != 0) {
            throw new AssertionError("sipp " + name + " ended with " + exit + "; its last lines:\n"
                    + String.join("\n", process.output().tail(40)));
        }
    }
}
