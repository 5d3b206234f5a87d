package io.sbc.admin.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.doctor.Ailment.Level;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted faults of a machine. */
class MachineChecksTest {

    private final SbcConfig config = new ConfigReader(1).reference();

    @TempDir
    private Path root;

    private void plant(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private Ailment of(String subject, Map<String, String> environment) {
        List<Ailment> found = new MachineChecks(config, root, environment).look();
        return found.stream().filter(ailment -> ailment.subject().equals(subject)).findFirst().orElseThrow();
    }

    @Test
    void shouldFindTooFewOpenFiles() throws IOException {
        plant("proc/self/limits", "Limit                     Soft Limit           Hard Limit           Units\n"
                + "Max open files            1024                 1048576              files\n");
        assertEquals(Level.WARNING, of("open-files", Map.of()).level());
        plant("proc/self/limits", "Max open files            256                  256                  files\n");
        assertEquals(Level.PROBLEM, of("open-files", Map.of()).level());
        plant("proc/self/limits", "Max open files            99999999             99999999              files\n");
        assertEquals(Level.WELL, of("open-files", Map.of()).level());
    }

    @Test
    void shouldFindSmallKernelBuffersAndQueues() throws IOException {
        plant("proc/sys/net/core/rmem_max", "212992\n");
        plant("proc/sys/net/core/somaxconn", "128\n");
        plant("proc/sys/net/core/netdev_max_backlog", "300\n");
        List<Ailment> found = new MachineChecks(config, root, Map.of()).look();
        assertEquals(3, found.stream().filter(a -> a.subject().equals("kernel") && a.level() == Level.WARNING).count());

        plant("proc/sys/net/core/rmem_max", "4194304\n");
        plant("proc/sys/net/core/somaxconn", "4096\n");
        plant("proc/sys/net/core/netdev_max_backlog", "1000\n");
        assertEquals(Level.WELL, of("kernel", Map.of()).level());
    }

    @Test
    void shouldReadTheNumbersOfThisKernelWhole() throws IOException {
        String backlog;
        try (BufferedReader kernel = Files.newBufferedReader(Path.of("/proc/sys/net/core/somaxconn"))) {
            backlog = kernel.readLine();
        }
        assertTrue(new MachineChecks(config, Path.of("/"), Map.of()).look().stream()
                .anyMatch(ailment -> ailment.toString().contains("net.core.somaxconn is " + backlog)), backlog);
    }

    @Test
    void shouldMissATimeService() throws IOException {
        assertEquals(Level.WARNING, of("time", Map.of()).level());
        plant("run/systemd/timesync/synchronized", "");
        assertEquals(Level.WELL, of("time", Map.of()).level());
    }

    @Test
    void shouldFindAProxyThatCannotBeUsedAndNeverShowItsPassword() {
        Ailment bad = of("proxy", Map.of("https_proxy", "proxy.example.com"));
        assertEquals(Level.PROBLEM, bad.level());
        Ailment good = of("proxy", Map.of("https_proxy", "http://user:SECRET@proxy.example.com:3128"));
        assertEquals(Level.WELL, good.level());
        assertFalse(good.toString().contains("SECRET"));
    }

    @Test
    void shouldWarnBeforeTheDiskIsFull() {
        assertEquals(Level.PROBLEM, MachineChecks.disk(root, 50L << 20).level());
        assertEquals(Level.WARNING, MachineChecks.disk(root, 500L << 20).level());
        assertEquals(Level.WELL, MachineChecks.disk(root, 5000L << 20).level());
        assertTrue(MachineChecks.disk(root, 50L << 20).what().contains("50 MiB"));
    }
}
