package io.sbc.interop.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where one test's peers live: a fresh directory {@code target/interop/<class>.<method>}, ports, and the processes, which are
 * ended in reverse order when the test ends. A failed test shows what each of them said last.
 */
public final class PeerStage implements BeforeEachCallback, AfterEachCallback {

    /** Peers end by themselves after this time, should this JVM be killed without its shutdown hooks. */
    private static final String PEER_LIFETIME_SECONDS = "600";

    private static final int TAIL_LINES = 60;

    private final LoopbackPorts ports = new LoopbackPorts(RandomGenerator.getDefault());
    private final List<ManagedProcess> processes = new ArrayList<>();
    private final List<AutoCloseable> closeables = new ArrayList<>();
    private Path directory = Path.of("target", "interop").toAbsolutePath();

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        String method = context.getRequiredTestMethod().getName();
        String invocation = context.getUniqueId().replaceAll(".*test-template-invocation:#(\\d+).*", "-$1");
        String suffix = invocation.length() < 6 ? invocation : "";
        directory = Path.of("target", "interop", context.getRequiredTestClass().getSimpleName() + "." + method + suffix)
                .toAbsolutePath();
        deleteTree(directory);
        Files.createDirectories(directory);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable closeable : closeables.reversed()) {
            closeable.close();
        }
        for (ManagedProcess process : processes.reversed()) {
            process.close();
        }
        if (context.getExecutionException().isPresent()) {
            System.err.println("== " + context.getDisplayName() + " failed; logs are below " + directory);
            for (ManagedProcess process : processes) {
                System.err.println("---- " + process.name() + ", last lines");
                process.output().tail(TAIL_LINES).forEach(System.err::println);
            }
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
                    java.io.@org.jspecify.annotations.Nullable IOException failure)
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
