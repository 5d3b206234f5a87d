package io.sbc.perf.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the kernel alone takes: {@code floor.c}, compiled on the spot, passes plain packets on and looks at none. Its name has its
 * arguments: {@code floor:500:connected}. Needs gcc, so only who names it gets it.
 */
final class Floor {

    private Floor() {}

    static Relay start(String name, Path scratch) throws IOException {
        Path source = scratch.resolve("floor.c");
        Path program = scratch.resolve("floor");
        try (InputStream in = Floor.class.getResourceAsStream("floor.c")) {
            if (in == null) {
                throw new IOException("floor.c is not in the jar");
            }
            Files.write(source, in.readAllBytes());
        }
        Process gcc = new ProcessBuilder("gcc", "-O2", "-o", program.toString(), source.toString(), "-lpthread")
                .inheritIO()
                .start();
        try {
            if (gcc.waitFor() != 0) {
                throw new IOException("gcc failed");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        List<String> words = Arrays.asList(name.split(":"));
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(words.subList(1, words.size()));
        return OurRelay.start(name, command, scratch.resolve("floor.log"));
    }
}
