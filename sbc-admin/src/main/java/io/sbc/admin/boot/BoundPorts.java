package io.sbc.admin.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Which port each listener got. Filled while starting, by the main thread only. */
final class BoundPorts {

    private final Map<String, Integer> ports = new LinkedHashMap<>();

    /** Every listener stands in the file, in this order; one that is not enabled has no value. */
    BoundPorts() {
        for (String name : new String[]{"set.tls", "set.tcp", "set.udp", "icp.udp", "icp.tcp", "icp.tls",
            "admin.http", "admin.api"}) {
            ports.put(name, 0);
        }
    }

    void put(String name, int port) {
        if (ports.replace(name, port) == null) {
            throw new IllegalArgumentException("unknown listener " + name);
        }
    }

    /** The listeners that are bound, in the order of the file. */
    Map<String, Integer> bound() {
        Map<String, Integer> bound = new LinkedHashMap<>(ports);
        bound.values().removeIf(port -> port == 0);
        return bound;
    }

    /** Writes {@code name=port} lines; whoever waits for the file sees all of it or nothing. */
    void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IOException(file + " is not a file name");
        }
        Files.createDirectories(parent);
        Path temporary = Files.createTempFile(parent, "ports", ".tmp");
        Files.writeString(temporary,
                ports.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + (entry.getValue() > 0 ? entry.getValue() : "") + "\n")
                        .collect(Collectors.joining()));
        Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    }
}
