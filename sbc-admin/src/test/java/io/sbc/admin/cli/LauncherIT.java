package io.sbc.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The launcher of the source tree, {@code ./sbc}, in a tree that is built: behind it stands a product that only repeats what it is told, and for what the
 * product itself has to say the distribution.
 */
class LauncherIT {

    private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();
    private static final Path SHIPPED = Path.of(System.getProperty("sbc.distribution", "target/distribution"))
            .toAbsolutePath();
    private static final String FIND_JAVA = "sbc-admin/src/main/distribution/bin/find-java";

    @TempDir
    Path root;

    private record Outcome(int status, String out, String err) {}

    @BeforeEach
    void plant() throws IOException {
        for (String module : List.of("sbc-media", "sbc-core", "sbc-admin")) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.createFile(root.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(root.resolve("pom.xml"));
        Files.createDirectories(root.resolve(FIND_JAVA).getParent());
        Files.copy(SOURCES.resolve(FIND_JAVA), root.resolve(FIND_JAVA));
        Files.copy(SOURCES.resolve("sbc"), root.resolve("sbc"));
        Files.createDirectories(root.resolve("sbc-admin/target"));
        Path built = Files.createFile(root.resolve("sbc-admin/target/.built"));
        Files.setLastModifiedTime(built, FileTime.from(Instant.now().plusSeconds(3_600)));
    }

    private Path distribution() {
        return root.resolve("sbc-admin/target/distribution");
    }

    /** A product that repeats what it is told. */
    private void plantEcho() throws IOException {
        Files.createDirectories(distribution().resolve("bin"));
        Files.createDirectories(distribution().resolve("lib"));
        Files.createFile(distribution().resolve("lib/sbc-admin-0.jar"));
        Path cache = Files.createFile(distribution().resolve("lib/sbc.aot"));
        Files.setLastModifiedTime(cache, FileTime.from(Instant.now().plusSeconds(3_600)));
        Files.writeString(Files.createFile(distribution().resolve("bin/sbc"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))),
                "#!/bin/sh\necho \"$*\"\n");
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", root.resolve("sbc").toString()));
        command.addAll(List.of(arguments));
        Path err = root.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(2, TimeUnit.MINUTES));
            return new Outcome(process.exitValue(), out, Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    /** All that the product knows, but what is the launcher's own. */
    private static Set<String> commands() {
        Set<String> names = new TreeSet<>(new CommandLine(new SbcCommand()).getSubcommands().keySet());
        names.remove("help");
        return names;
    }

    @Test
    void shouldPassEveryCommandOfTheProductOnAndTellOfIt() throws Exception {
        plantEcho();
        Outcome help = run(Map.of(), "--help");

        for (String name : commands()) {
            assertEquals(new Outcome(0, name + " --some option\n", ""), run(Map.of(), name, "--some", "option"));
            assertTrue(name.equals("warm-up") || help.out().matches("(?s).*\\b" + name + "\\b.*"),
                    name + " is missing in " + help.out());
        }
        assertEquals(0, help.status());
        assertEquals("version\n", run(Map.of(), "--version").out());
    }

    @Test
    void shouldAskForACommandWhereThereIsNone() throws Exception {
        Outcome nothing = run(Map.of());
        Outcome noBench = run(Map.of(), "bench", "nothing");

        assertEquals(2, nothing.status());
        assertTrue(nothing.err().startsWith("Usage: ./sbc COMMAND"), nothing.err());
        assertEquals(2, noBench.status());
        assertTrue(noBench.err().contains("signalling, media, admin"), noBench.err());
    }

    @Test
    void shouldHaveTheProductRefuseWhatItDoesNotKnow() throws Exception {
        Files.createSymbolicLink(distribution(), SHIPPED);

        Outcome unknown = run(Map.of(), "usres", "list");
        Outcome group = run(Map.of(), "tokens");

        assertEquals(2, unknown.status(), unknown.err());
        assertTrue(unknown.err().contains("usres"), unknown.err());
        assertEquals(2, group.status(), group.err());
        assertTrue(group.err().startsWith("approve, list, reject, renew or revoke?"), group.err());
    }

    @Test
    void shouldSayHowToGetAJdkWhereThereIsNone() throws Exception {
        Files.createDirectories(distribution().resolve("bin"));
        Files.copy(SHIPPED.resolve("bin/sbc"), distribution().resolve("bin/sbc"));
        Files.writeString(distribution().resolve("bin/find-java"),
                Files.readString(root.resolve(FIND_JAVA)).replace("/usr/lib/jvm", "/nonexistent"));
        Path tools = Files.createDirectory(root.resolve("tools"));
        for (String tool : List.of("cat", "dirname", "find", "grep", "head", "readlink", "sh")) {
            Files.createSymbolicLink(tools.resolve(tool), which(tool));
        }

        Outcome outcome = run(Map.of("PATH", tools.toString(), "JAVA_HOME", "", "HOME", root.toString()), "version");

        assertEquals(1, outcome.status(), outcome.out());
        assertTrue(outcome.err().startsWith("sbc: needs a JDK 25, and found none"), outcome.err());
        assertTrue(outcome.err().contains("apt-get install openjdk-25-jdk-headless"), outcome.err());
    }

    private static Path which(String tool) {
        return List.of("/usr/bin/", "/bin/").stream().map(directory -> Path.of(directory + tool)).filter(Files::exists)
                .findFirst().orElseThrow();
    }
}
