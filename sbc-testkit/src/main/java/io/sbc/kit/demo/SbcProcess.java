package io.sbc.kit.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The SBC as a process of its own, in a directory of its own: everything that it makes by itself lands there. What it says
 * goes to {@code sbc.log}. Public, for tests of other modules that want the shipped SBC. Not thread-safe, but for {@link
 * #close}.
 */
public final class SbcProcess implements AutoCloseable {
    private static final String LOCAL_KEY = "data/local-api.key";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final List<String> command;
    private final Path directory;
    private final Path config;
    private final Path portsFile;
    private final Path log;
    private final HttpClient http;
    private final Process process;
    private final long startNanos;
    private Map<String, Integer> ports = Map.of();

    /**
     * Starts it.
     *
     * @param command   the path of the launcher, or the words of a command
     * @param directory where it runs: its certificates and its database come to lie there
     * @param config    the configuration file; it must name {@code portsFile} as {@code run.ports-file}
     */
    public SbcProcess(String command, Path directory, Path config, Path portsFile) throws IOException {
        this.command = words(command);
        this.directory = directory;
        this.config = config;
        this.portsFile = portsFile;
        this.log = directory.resolve("sbc.log");
        this.http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        this.startNanos = System.nanoTime();
        this.process = new ProcessBuilder(arguments("run")).directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static List<String> words(String command) {
        Path path = Path.of(command);
        return Files.isExecutable(path)
                ? List.of(path.toAbsolutePath().toString())
                : Arrays.stream(command.split(" +", -1)).filter(word -> !word.isEmpty()).toList();
    }

    private List<String> arguments(String... subcommand) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(subcommand));
        words.add("--config");
        words.add(config.toString());
        return words;
    }

    /**
     * Waits until it has bound its ports and says that it is ready.
     *
     * @return how long it took from its start
     * @throws IOException when it ended, or was not ready in time
     */
    public Duration awaitReady(Duration limit) throws IOException {
        await("become ready", limit, () -> {
            ports = readPorts();
            return ports.containsKey("admin.http") && isReady();
        });
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /**
     * Waits until something holds.
     *
     * @param what what the SBC should do, for the message when it does not
     */
    public void await(String what, Duration limit, BooleanSupplier holds) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IOException("the SBC ended with exit code " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the SBC did not " + what + " within " + limit.toSeconds() + " s");
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Map<String, Integer> readPorts() {
        Map<String, Integer> read = new HashMap<>();
        try {
            for (String line : Files.readAllLines(portsFile)) {
                int equals = line.indexOf('=');
                if (equals > 0 && equals + 1 < line.length()) {
                    read.put(line.substring(0, equals), Integer.valueOf(line.substring(equals + 1)));
                }
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + portsFile, e);
        }
        return read;
    }

    private boolean isReady() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        return get(path, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> body) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + port("admin.http") + path);
        try {
            return http.send(signed(uri).timeout(Duration.ofSeconds(5)).build(), body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** With the key that the command line of the same machine uses, where the SBC has written one already. */
    private HttpRequest.Builder signed(URI uri) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        Path key = directory.resolve(LOCAL_KEY);
        return Files.isReadable(key)
                ? request.header("Authorization", "Bearer local-" + Files.readString(key).strip())
                : request;
    }

    /** What its admin server says at a path, with whatever status. */
    public String said(String path) throws IOException {
        return get(path).body();
    }

    /** What is no text, at a path of its admin server. */
    public byte[] octets(String path) throws IOException {
        return get(path, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    /** All that it has said. */
    public Path log() {
        return log;
    }

    /**
     * A port that it bound, by its name in the ports file, such as {@code set.tls}.
     *
     * @throws IllegalStateException when it did not bind one
     */
    public int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalStateException("the SBC bound no " + name + ": " + ports);
        }
        return port;
    }

    /** Its own counters and gauges, by name; those with labels are summed up. */
    public Map<String, Double> metrics() throws IOException {
        Map<String, Double> values = new TreeMap<>();
        for (String line : get("/metrics").body().split("\n", -1)) {
            int space = line.lastIndexOf(' ');
            if (space > 0 && line.charAt(0) != '#') {
                String name = line.substring(0, space).replaceAll("\\{.*", "");
                values.merge(name, Double.valueOf(line.substring(space + 1)), Double::sum);
            }
        }
        return values;
    }

    /**
     * Runs another command of it with the same configuration, such as {@code users import FILE}.
     *
     * @return what it printed
     * @throws IOException when it failed
     */
    public String tool(String... subcommand) throws IOException {
        Process tool = new ProcessBuilder(arguments(subcommand)).directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            tool.getOutputStream().close();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!tool.waitFor(30, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                throw new IOException(String.join(" ", subcommand) + " failed: " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            tool.destroyForcibly();
        }
    }

    /** The last lines of what it said. */
    public List<String> logTail(int lines) {
        try {
            List<String> all = Files.readAllLines(log);
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of("(no log: " + e.getMessage() + ")");
        }
    }

    /** What it holds in memory now, bytes, as the system counts it. */
    public long residentBytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElse(0);
        }
    }

    /** User and system time that it has taken, microseconds; in the steps in which the system counts. */
    public long cpuMicros() throws IOException {
        return process.info().totalCpuDuration().orElseThrow(() -> new IOException("the SBC has ended")).toNanos()
                / 1_000;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. Whether it came in time. */
    public boolean endsWithin(Duration limit) throws IOException {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Ends it as {@code kill -9} does, and waits until it is gone. */
    public void kill() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Stops it as SIGTERM does, and by force if it does not follow. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        http.close();
    }
}
