package io.sbc.admin.boot;

import io.sbc.core.config.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this node is called among those that share a database. */
final class NodeName {

    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final String NOBODY = "sbc";
    private static final int LENGTH_MAX = 64;

    private NodeName() {}

    /** As the configuration says, else the host's name, without asking the network. */
    static String of(RunSettings settings) {
        if (!settings.node().isEmpty()) {
            return settings.node();
        }
        try {
            String host = Files.readString(HOST).strip();
            return host.isEmpty() ? NOBODY : host.substring(0, Math.min(LENGTH_MAX, host.length()));
        } catch (IOException e) {
            return NOBODY; // no Linux: give it a name in the configuration where there are several
        }
    }
}
