package io.sbc.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Lets Jazzer search in every {@link FuzzTarget}, each in a process of its own: a fixed number of inputs from a fixed seed,
 * so that two runs try much the same, or as long as {@code fuzz.seconds} says. What it finds is printed in hex: a line for
 * {@code src/test/resources/fuzz}, where {@code KeptCorpusTest} holds it from then on.
 */
class FuzzIT {

    /** 0: not by time. */
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 0);

    /** The same in every run of the tests; {@code ./sbc test --fuzz} chooses others. */
    private static final int SEED = Integer.getInteger("fuzz.seed", 1);

    /** All of them are held by other tests; here each costs time that is better spent on new ones. */
    private static final int SEEDS_MAX = 100;
    private static final int AT_ONCE = 2;

    /** Far above what a start takes on a busy machine. */
    private static final int START_SECONDS = 600;
    private static final Path FOLDER = Path.of("target", "fuzz");

    @Test
    void shouldFindNothing() throws Exception {
        Map<FuzzTarget, String> found = new TreeMap<>();
        try (ExecutorService processes = Executors.newFixedThreadPool(AT_ONCE)) {
            Map<FuzzTarget, Future<String>> runs = new TreeMap<>();
            for (FuzzTarget target : FuzzTarget.values()) {
                runs.put(target, processes.submit((Callable<String>) () -> search(target)));
            }
            for (Map.Entry<FuzzTarget, Future<String>> run : runs.entrySet()) {
                found.put(run.getKey(), resultOf(run.getValue()));
            }
        }
        found.values().removeIf(String::isEmpty);

        assertEquals(Map.of(), found);
    }

    private static String resultOf(Future<String> run) throws InterruptedException {
        try {
            return run.get();
        } catch (ExecutionException e) {
            return "did not run: " + e.getCause();
        }
    }

    /** What was found; empty for nothing. */
    private static String search(FuzzTarget target) throws IOException, InterruptedException {
        Path own = FOLDER.resolve(target.name());
        Path seeds = Files.createDirectories(own.resolve("seeds"));
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        inputs.addAll(target.kept());
        int step = 1 + inputs.size() / SEEDS_MAX;
        for (int i = 0; i < inputs.size(); i += step) {
            Files.write(seeds.resolve(Integer.toString(i)), inputs.get(i));
        }
        Path corpus = Files.createDirectories(own.resolve("corpus"));
        Path log = own.resolve("log");
        Process process = new ProcessBuilder(command(target, own, corpus, seeds)).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        if (!process.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "did not end; see " + log.toAbsolutePath();
        }
        return process.exitValue() == 0 ? "" : findings(own) + lastOf(log);
    }

    private static List<String> command(FuzzTarget target, Path own, Path corpus, Path seeds) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", classPath,
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + JazzerEntry.class.getName(),
                "--target_args=" + target.name(),
                "--instrumentation_includes=io.sbc.core.sip.**:io.sbc.core.sdp.**:io.sbc.core.translate.**:io.sbc.media.**",
                "--custom_hook_excludes=**",
                "--reproducer_path=" + own, "-artifact_prefix=" + own + "/", limit(target),
                "-max_len=4096", "-timeout=60", "-seed=" + SEED, corpus.toString(), seeds.toString());
    }

    private static String limit(FuzzTarget target) {
        return SECONDS > 0 ? "-max_total_time=" + SECONDS : "-runs=" + target.inputs();
    }

    private static String findings(Path own) throws IOException {
        StringBuilder hex = new StringBuilder();
        try (Stream<Path> files = Files.list(own)) {
            for (Path file : files.filter(Files::isRegularFile).filter(FuzzIT::isFinding).toList()) {
                hex.append(HexFormat.of().formatHex(Files.readAllBytes(file))).append('\n');
            }
        }
        return hex.toString();
    }

    private static boolean isFinding(Path file) {
        String name = file.getFileName().toString();
        return Stream.of("crash-", "timeout-", "oom-", "slow-").anyMatch(name::startsWith);
    }

    private static String lastOf(Path log) throws IOException {
        String[] lines = Files.readString(log, StandardCharsets.ISO_8859_1).split("\n", -1);
        return String.join("\n", Arrays.copyOfRange(lines, Math.max(0, lines.length - 60), lines.length));
    }
}
