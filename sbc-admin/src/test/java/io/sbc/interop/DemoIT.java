package io.sbc.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.interop.peer.ManagedProcess;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.SbcProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The first thing that a newcomer does. */
@Tag("interop")
class DemoIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    @Test
    void shouldTellACallAndVerifyIt() throws IOException {
        tellTheLauncherThatAllIsBuilt();

        ManagedProcess demo = stage.start("demo", stage.directory(),
                List.of(ROOT.resolve("sbc").toString(), "demo", "--seconds", "4", "--ascii"), Map.of());

        assertEquals(0, demo.awaitExit(Duration.ofMinutes(4)), () -> String.join("\n", demo.output().tail(80)));
        assertTrue(demo.output().all().stream().anyMatch(line -> line.contains("all of it was verified")),
                "its verdict");
        assertTrue(demo.output().all().stream().noneMatch(line -> line.contains("Exception")), "and nothing broke");
    }

    /** The build that runs this test has made the distribution: without its mark the launcher would begin a second one. */
    private static void tellTheLauncherThatAllIsBuilt() throws IOException {
        Path jars = SbcProcess.launcher().resolveSibling("../lib").normalize();
        Path mark = ROOT.resolve("sbc-admin/target/.built");
        if (!Files.exists(mark) || Files.getLastModifiedTime(mark).compareTo(Files.getLastModifiedTime(jars)) < 0) {
            Files.writeString(mark, "");
            Files.setLastModifiedTime(mark, Files.getLastModifiedTime(jars));
        }
    }
}
