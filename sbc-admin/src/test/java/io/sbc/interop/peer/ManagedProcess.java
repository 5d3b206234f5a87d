package io.sbc.interop.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A program that a test started: its output as lines (and in {@code <name>.log}), its standard input, its end. It and its
 * children die with {@link #close} or with this JVM, by their process ids.
 */
public final class ManagedProcess implements AutoCloseable {

    /** How long a program may take from SIGTERM to its end before it is killed. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** A log file of a program that prints without end stops here. */
    private static final long LOG_BYTES_MAX = 32L << 20;

    private final String name;
    private final Process process;
    private final OutputLines output = new OutputLines();
    private final Thread reader;
    private final Thread lastResort;

    private ManagedProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().name(name + "-output")
                .start(() -> collect(process.getInputStream(), log));
        this.lastResort = new Thread(() -> kill(process), name + "-last-resort");
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /**
     * Starts a program.
     *
     * @param name what the test calls it; also names its log
     * @param directory its working directory, made when missing
     * @param environment added to this JVM's own
     */
    public static ManagedProcess start(String name, Path directory, List<String> command,
            Map<String, String> environment) {
        try {
            Files.createDirectories(directory);
            var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            return new ManagedProcess(name, builder.start(), directory.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start: " + String.join(" ", command), e);
        }
    }

    private void collect(InputStream stream, Path log) {
        var line = new StringBuilder();
        try (stream; OutputStream copy = Files.newOutputStream(log)) {
            byte[] chunk = new byte[8192];
            long copied = 0;
            for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
                if (copied < LOG_BYTES_MAX) {
                    copy.write(chunk, 0, n);
                    copied += n;
                }
                String text = new String(chunk, 0, n, StandardCharsets.UTF_8);
                for (int i = 0; i < text.length(); i++) {
                    char c = text.charAt(i);
                    boolean lineEnds = c == '\n' || c == '\r';
                    if (!lineEnds && line.length() < 65_536) {
                        line.append(c);
                    } else {
                        output.add(line.toString());
                        line.setLength(0);
                    }
                }
            }
        } catch (IOException e) {
            output.add("output of " + name + " is lost: " + e.getMessage());
        } finally {
            output.add(line.toString());
            output.end();
        }
    }

    public String name() {
        return name;
    }

    public OutputLines output() {
        return output;
    }

    public long pid() {
        return process.pid();
    }

    /** The process and what it started, oldest first. */
    public Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to the program's standard input. */
    public void send(String line) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no input", e);
        }
    }

    /** Waits for a line that contains the text, printed at any time. */
    public String awaitLine(String text, Duration limit) {
        return awaitLine(line -> line.contains(text), "\"" + text + "\"", 0, limit);
    }

    /** Waits for a line that contains the text, printed from {@code mark} on. */
    public String awaitLine(String text, long mark, Duration limit) {
        return awaitLine(line -> line.contains(text), "\"" + text + "\"", mark, limit);
    }

    /** Waits for a line, printed from {@code mark} on; without it the test fails and shows what the program said last. */
    public String awaitLine(Predicate<String> condition, String description, long mark, Duration limit) {
        return output.await(condition, mark, limit)
                .orElseThrow(() -> new AssertionError(name + " did not print " + description
                        + " within " + limit.toSeconds() + " s" + (isAlive() ? "" : " and has ended")
                        + "; its last lines:\n"
                        + String.join("\n", output.tail(30))));
    }

    /** Waits for the program's own end and returns its exit code; fails the test when it goes on. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " still runs after " + limit.toSeconds() + " s; its last lines:\n"
                        + String.join("\n", output.tail(30)));
            }
            reader.join(Duration.ofSeconds(5));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name, e);
        }
    }

    /** SIGTERM, without waiting. */
    public void terminate() {
        process.toHandle().destroy(); // not Process.destroy(), which closes its output unread
    }

    /** SIGKILL to the process and everything it started, and waits until they are gone. */
    public void kill() {
        kill(process);
        awaitExit(GRACE);
    }

    private static void kill(Process process) {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** SIGTERM, and SIGKILL to whatever is left after ten seconds. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        terminate();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
            }
            children.forEach(ProcessHandle::destroyForcibly);
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            assert !process.isAlive() : "the JVM is ending, and the hook has done it";
        }
    }
}
