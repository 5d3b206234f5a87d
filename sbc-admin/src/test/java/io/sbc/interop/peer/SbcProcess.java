package io.sbc.interop.peer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The product: the distribution that the build made, started by its own script in a directory of its own, with its own
 * certificates and store. Seen from outside only: exit codes, output, ports, HTTP.
 */
public final class SbcProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(90);

    private static final Duration WARM_UP_LIMIT = Duration.ofMinutes(3);

    /** Longest of the timers that keep something behind an ended call: RFC 3261 timers B, F, H, J and L are 64 × T1 = 32 s. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(75);

    /** After any test, when its phones are gone, as it was before. */
    private static final List<String> OCCUPANCY = List.of("sbc_calls", "sbc_dialogs", "sbc_media_sessions",
            "sbc_flows_set", "sbc_bindings");

    private final PeerStage stage;
    private final Path directory;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private ManagedProcess process;
    private Properties ports;
    private Duration timeToReady = Duration.ZERO;

    private SbcProcess(PeerStage stage, Path directory) {
        this.stage = stage;
        this.directory = directory;
        this.process = launch();
        this.ports = awaitReady();
    }

    /** How long the last start took, from launching the process until it said that it is ready. */
    public Duration timeToReady() {
        return timeToReady;
    }

    /** Makes a store with these users, starts the SBC and waits until it says that it is ready. */
    public static SbcProcess start(PeerStage stage, SbcSettings settings, List<User> users) {
        Path directory = configure(stage, settings);
        warmUp(stage, directory);
        if (!users.isEmpty()) {
            importUsers(stage, directory, users);
        }
        return new SbcProcess(stage, directory);
    }

    /** Writes the configuration without starting anything. */
    private static Path configure(PeerStage stage, SbcSettings settings) {
        Path directory = stage.directory("sbc");
        int firstMediaPort = stage.ports().block(600);
        PeerStage.write(directory.resolve("sbc.yaml"),
                settings.set("media.ports", firstMediaPort + "-" + (firstMediaPort + 599)).render());
        return directory;
    }

    /** The script that starts the product, as the build has put it together. */
    public static Path launcher() {
        Path launcher = Path.of(System.getProperty("sbc.distribution", "target/distribution")).toAbsolutePath()
                .resolve("bin").resolve("sbc");
        if (!Files.isExecutable(launcher)) {
            throw new AssertionError("there is no distribution at " + launcher + ": build it first (mvn package)");
        }
        return launcher;
    }

    /** What {@code ./sbc run} does once after each build: the JVM's cache that makes starts fast. */
    private static void warmUp(PeerStage stage, Path directory) {
        Path libraries = launcher().resolveSibling("../lib").normalize();
        if (isOlder(libraries.resolve("sbc.aot"), libraries)) {
            ManagedProcess command = command(stage, directory, "warm-up");
            assertEquals(0, command.awaitExit(WARM_UP_LIMIT),
                    () -> "warm-up failed:\n" + String.join("\n", command.output().tail(20)));
        }
    }

    /** Whether the cache is missing or was made before one of the jars. */
    private static boolean isOlder(Path cache, Path libraries) {
        try (Stream<Path> files = Files.list(libraries)) {
            long made = cache.toFile().lastModified();
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .anyMatch(jar -> jar.toFile().lastModified() > made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ManagedProcess launch() {
        try {
            Files.deleteIfExists(directory.resolve("ports"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ManagedProcess started = stage.start("sbc", directory,
                List.of(launcher().toString(), "run", "--config", "sbc.yaml"), Map.of());
        stage.beforeEnd(started, () -> awaitZero(OCCUPANCY));
        return started;
    }

    private Properties awaitReady() {
        long launchedNanos = System.nanoTime();
        try {
            Awaitility.await("the SBC is ready").atMost(START_LIMIT).pollInterval(50, MILLISECONDS)
                    .until(this::isReady);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "the SBC is not ready; its last lines:\n" + String.join("\n", process.output().tail(40)), e);
        }
        timeToReady = Duration.ofNanos(System.nanoTime() - launchedNanos);
        return readPorts();
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError(
                    "the SBC has ended; its last lines:\n" + String.join("\n", process.output().tail(40)));
        }
        String port = readPorts().getProperty("admin.http");
        return port != null && get(port, "/health/ready").statusCode() == 200;
    }

    private Properties readPorts() {
        var read = new Properties();
        Path file = directory.resolve("ports");
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                read.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return read;
    }

    private HttpResponse<String> get(String port, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts it again after {@link ManagedProcess#kill} or its own end, with the same directory. */
    public void restart() {
        process = launch();
        ports = awaitReady();
    }

    public ManagedProcess process() {
        return process;
    }

    /** The Java process itself: the script may stay in front of it. */
    public ProcessHandle jvm() {
        return process.tree().filter(handle -> handle.info().command().orElse("").endsWith("/java")).findFirst()
                .orElseThrow(
                        () -> new AssertionError("there is no java among the SBC's processes"));
    }

    /** A port that it bound, by its name in the ports file: set.tls, icp.udp, icp.tcp, admin.http. */
    public int port(String name) {
        String port = ports.getProperty(name);
        if (port == null) {
            throw new AssertionError("the ports file names no " + name + ": " + ports);
        }
        return Integer.parseInt(port);
    }

    /** The development CA that it made at its first start. */
    public Path authority() {
        return directory.resolve("certs").resolve("ca.pem");
    }

    /** How a phone registers: TLS, by the name in the certificate where asked, else by address. */
    public Account account(User user, String host) {
        return new Account(user.extension(), user.setPassword(), "localhost",
                new Account.Server("tls", host, port("set.tls")));
    }

    /** The same by address: a client that cannot resolve, or does not check, names. */
    public Account account(User user) {
        return account(user, "127.0.0.1");
    }

    /** {@code users import}; fails the test unless it reports success. */
    public void importUsers(List<User> users) {
        importUsers(stage, directory, users);
    }

    private static void importUsers(PeerStage stage, Path directory, List<User> users) {
        Path file = directory.resolve("users.csv");
        PeerStage.write(file,
                User.CSV_HEADER + "\n" + users.stream().map(User::csvLine).collect(Collectors.joining("\n")) + "\n");
        ManagedProcess command = command(stage, directory, "users", "import", "--config", "sbc.yaml", file.toString());
        assertEquals(0, command.awaitExit(COMMAND_LIMIT),
                () -> "users import failed:\n" + String.join("\n", command.output().tail(20)));
    }

    /** Runs a command of the command line in the SBC's directory until its end. */
    public ManagedProcess run(String... arguments) {
        ManagedProcess command = command(stage, directory, arguments);
        command.awaitExit(COMMAND_LIMIT);
        return command;
    }

    private static ManagedProcess command(PeerStage stage, Path directory, String... arguments) {
        var command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(arguments));
        return stage.start("sbc-" + arguments[0], directory, command, Map.of());
    }

    /** One reading of its metrics. */
    public Metrics metrics() {
        return Metrics.parse(get(ports.getProperty("admin.http"), "/metrics").body());
    }

    /** Waits until all of these gauges are zero. */
    public void awaitZero(List<String> gauges) {
        Awaitility.await("zero again: " + gauges).atMost(DRAIN_LIMIT).pollInterval(500, MILLISECONDS)
                .until(() -> {
                    Metrics now = metrics();
                    return gauges.stream().filter(gauge -> now.sum(gauge) != 0)
                            .map(gauge -> gauge + "=" + now.sum(gauge)).toList();
                }, List::isEmpty);
    }

    /** Fails the test when its log shows a Java exception. */
    public void assertNoExceptionLogged() {
        List<String> traces = process.output().all().stream().filter(line -> line.contains("Exception") || line.matches(
                "at (io\\.sbc|io\\.netty|java)\\..*")).toList();
        assertEquals(List.of(), traces, "exceptions in the SBC's log");
    }
}
