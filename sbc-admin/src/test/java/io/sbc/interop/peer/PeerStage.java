package io.sbc.interop.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where one test's peers live: a fresh directory {@code target/interop/<class>.<method>}, ports, and the processes, which are
 * ended in reverse order when the test ends. Where one test instance serves the whole class, it lives as long as the class,
 * whose tests then share their peers. A failed test shows what each of them said last.
 */
public final class PeerStage
        implements
            BeforeAllCallback,
            BeforeEachCallback,
            AfterEachCallback,
            AfterAllCallback {

    /** Peers end by themselves after this time, should this JVM be killed without its shutdown hooks. */
    private static final String PEER_LIFETIME_SECONDS = "600";

    private static final int TAIL_LINES = 60;

    private final LoopbackPorts ports = new LoopbackPorts(RandomGenerator.getDefault());
    private final List<ManagedProcess> processes = new ArrayList<>();
    private final List<AutoCloseable> closeables = new ArrayList<>();
    private final Map<ManagedProcess, Runnable> lastLooks = new HashMap<>();
    private boolean belongsToClass;
    private boolean failed;
    private Path directory = Path.of("target", "interop").toAbsolutePath();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        open(context.getRequiredTestClass().getSimpleName());
        belongsToClass = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!belongsToClass) {
            open(context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName());
        }
    }

    private void open(String name) throws IOException {
        directory = Path.of("target", "interop", name).toAbsolutePath();
        deleteTree(directory);
        Files.createDirectories(directory);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        failed |= context.getExecutionException().isPresent();
        if (!belongsToClass) {
            endAll();
        }
        if (context.getExecutionException().isPresent()) {
            tellWhatWasSaidLast(context.getDisplayName());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        endAll();
    }

    private void endAll() throws Exception {
        for (AutoCloseable closeable : closeables.reversed()) {
            closeable.close();
        }
        closeables.clear();
        Optional<Throwable> wrong = Optional.empty();
        for (ManagedProcess process : processes.reversed()) {
            Optional<Throwable> seen = failed ? Optional.empty() : lookAt(process);
            wrong = wrong.or(() -> seen);
            process.close();
        }
        lastLooks.clear();
        wrong.ifPresent(what -> {
            throw new AssertionError(what);
        });
    }

    private Optional<Throwable> lookAt(ManagedProcess process) {
        Runnable look = lastLooks.get(process);
        try {
            if (look != null && process.isAlive()) {
                look.run();
            }
            return Optional.empty();
        } catch (RuntimeException | AssertionError found) {
            return Optional.of(found);
        }
    }

    /** Asks {@code look} once everything that was started behind that process has ended, unless it has ended itself or a test failed. */
    void beforeEnd(ManagedProcess process, Runnable look) {
        lastLooks.put(process, look);
    }

    private void tellWhatWasSaidLast(String test) {
        System.err.println("== " + test + " failed; logs are below " + directory);
        for (ManagedProcess process : processes) {
            System.err.println("---- " + process.name() + ", last lines");
            process.output().tail(TAIL_LINES).forEach(System.err::println);
        }
    }

    public LoopbackPorts ports() {
        return ports;
    }

    /** The test's own directory, absolute. */
    public Path directory() {
        return directory;
    }

    /** A directory of one peer below the test's, made when missing. */
    public Path directory(String peer) {
        try {
            return Files.createDirectories(directory.resolve(peer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program whose life this stage ends. */
    public ManagedProcess start(String name, Path workingDirectory, List<String> command,
            Map<String, String> environment) {
        ManagedProcess process = ManagedProcess.start(name, workingDirectory, command, environment);
        processes.add(process);
        return process;
    }

    /** The same for a peer, with an upper bound on its life. */
    ManagedProcess startPeer(String name, Path workingDirectory, List<String> command) {
        return startPeer(name, workingDirectory, command, Map.of());
    }

    ManagedProcess startPeer(String name, Path workingDirectory, List<String> command,
            Map<String, String> environment) {
        var bounded = new ArrayList<>(List.of(DebianProgram.TIMEOUT.path(), "-k", "5", PEER_LIFETIME_SECONDS));
        bounded.addAll(command);
        return start(name, workingDirectory, bounded, environment);
    }

    /** Closes something else of the test with it, before the processes end. */
    public <T extends AutoCloseable> T closing(T closeable) {
        closeables.add(closeable);
        return closeable;
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited,
                    @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
