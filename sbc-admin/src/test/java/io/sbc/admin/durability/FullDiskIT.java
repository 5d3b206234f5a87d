package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full disk: the API says so (507), nothing acknowledged is lost, and it recovers by itself. The database lies on a small file system of
 * memory; without the right to mount one, this is skipped.
 */
class FullDiskIT {

    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("data"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", disk.toString()),
                "no right to mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private static int put(Sut sut, String name, String extension) throws Exception {
        return sut.send("PUT", "/users/" + name + "@example.com",
                "{\"extension\": \"" + extension + "\", \"generatePassword\": true}").statusCode();
    }

    @Test
    void shouldSaySoAndRecoverWhenTheDiskIsFull() throws Exception {
        try (Sut sut = new Sut(directory, "")) {
            sut.start();
            assertEquals(201, put(sut, "before", "1001"));

            Path ballast = disk.resolve("ballast");
            fill(ballast);
            int status = 201;
            int acknowledged = 0;
            for (int i = 0; i < 200 && status == 201; i++) { // what the write-ahead log has room for already
                status = put(sut, "full" + i, Integer.toString(2_000 + i));
                acknowledged += status == 201 ? 1 : 0;
            }
            assertEquals(507, status);
            assertEquals(200, sut.send("GET", "/users/before@example.com", "").statusCode());
            assertEquals(1 + acknowledged, sut.users().size());

            Files.delete(ballast);
            assertEquals(201, put(sut, "room-again", "1003"));

            sut.kill();
            sut.start();
            assertEquals(2 + acknowledged, sut.users().size());
            assertTrue(sut.json("GET", "/events/verify", "").path("intact").asBoolean());
        }
    }

    private static void fill(Path ballast) {
        byte[] octets = new byte[4_096];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(octets);
            }
        } catch (IOException full) {
            return; // as wanted
        }
    }
}
