package io.sbc.admin.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundPortsTest {

    @Test
    void shouldWriteEveryListenerAndReplaceAnOlderFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("ports"), "stale");
        BoundPorts ports = new BoundPorts();
        ports.put("set.tls", 5061);
        ports.put("admin.http", 8080);

        ports.write(file);

        assertEquals("set.tls=5061\nset.tcp=\nset.udp=\nicp.udp=\nicp.tcp=\nicp.tls=\nadmin.http=8080\nadmin.api=\n",
                Files.readString(file));
        assertEquals(Map.of("set.tls", 5061, "admin.http", 8080), ports.bound());
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(1, files.count(), "no temporary file is left");
        }
    }
}
