package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of the database is full, or turns read-only, while people talk: the API says so, nothing acknowledged is lost, calls that are there and new
 * ones go on, and what the recorder and captures miss is counted. The data lie on a small file system of their own; without the right to mount one,
 * this is skipped.
 */
class DiskTroubleIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int IMAGE_OCTETS = 48 << 20;

    @TempDir
    Path directory;

    private Path disk;
    private StandInPbx pbx;
    private Sut sut;
    private TalkThrough talk;

    @BeforeEach
    void startPbx() throws Exception {
        disk = Files.createDirectory(directory.resolve("data"));
        pbx = StandInPbx.builder().domain("pbx.local").address(InetAddress.ofLiteral("127.0.0.19"))
                .extension(new Extension("1001", TalkThrough.ICP_PASSWORD))
                .extension(new Extension("1003", TalkThrough.ICP_PASSWORD)).start();
    }

    @AfterEach
    void unmount() throws Exception {
        if (sut != null) {
            sut.close();
        }
        pbx.close();
        run("umount", "-l", disk.toString());
    }

    private void startSbc() throws Exception {
        sut = new Sut(directory, "", "[{id: pbx, domain: pbx.local, transport: udp, host: 127.0.0.19, port: %d}]"
                .formatted(pbx.address().getPort()), "22000-22999", "");
        sut.start();
        talk = new TalkThrough(sut);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private HttpResponse<String> put(String name, String extension) throws Exception {
        return talk.put(name, extension);
    }

    /** A capture runs, so that it has something to miss. */
    private void talkThrough(TalkThrough.Trouble trouble) throws Exception {
        sut.json("POST", "/captures", "{\"all\": true, \"media\": \"wire\"}");
        talk.run(trouble);
        sut.process().await("count what the recorder and the capture miss", SOON,
                () -> metric("sbc_recorder_calls_lost") > 0 && metric("sbc_capture_failures") > 0);
    }

    private double metric(String prefix) {
        try {
            return sut.process().metrics().entrySet().stream().filter(each -> each.getKey().startsWith(prefix))
                    .mapToDouble(each -> each.getValue()).sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldSaySoAndGoOnTalkingWhenTheDiskIsFull() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", disk.toString()),
                "no right to mount a file system");
        startSbc();
        Path ballast = disk.resolve("ballast");
        int[] acknowledged = {2};

        talkThrough(() -> {
            fill(ballast);
            int status = 201;
            for (int i = 0; i < 200 && status == 201; i++) { // what the write-ahead log has room for already
                status = put("full" + i, Integer.toString(2_000 + i)).statusCode();
                acknowledged[0] += status == 201 ? 1 : 0;
            }
            assertEquals(507, status);
            assertEquals(200, sut.send("GET", "/users/ada@example.com", "").statusCode());
            assertEquals(acknowledged[0], sut.users().size());
        });

        Files.delete(ballast);
        assertEquals(201, put("room-again", "1005").statusCode());
        sut.kill();
        sut.start();
        assertEquals(acknowledged[0] + 1, sut.users().size());
        assertTrue(sut.json("GET", "/events/verify", "").path("intact").asBoolean());
    }

    /** A call is served all the same; it is kept from the time on that there is room. */
    @Test
    void shouldServeCallsThatCannotBeKeptAndKeepThemOnceThereIsRoom() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", disk.toString()),
                "no right to mount a file system");
        startSbc();
        Path ballast = disk.resolve("ballast");
        fill(ballast);

        talk.run(() -> {
            assertEquals(0, metric("sbc_calls_kept"));
            assertTrue(metric("sbc_call_records_refused_total") > 0);
            Files.delete(ballast);
            sut.process().await("keep the call", SOON, () -> metric("sbc_calls_kept") == 2); // to the PBX and back
        });

        sut.process().await("forget the call", SOON, () -> metric("sbc_calls_kept") == 0);
    }

    private static void fill(Path ballast) {
        byte[] octets = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(octets);
            }
        } catch (IOException full) {
            return; // as wanted
        }
    }

    /** What the kernel does with a file system that it finds damaged ({@code errors=remount-ro}); it lasts until it is mounted anew. */
    @Test
    void shouldSaySoAndGoOnTalkingWhenTheDiskTurnsReadOnly() throws Exception {
        Path image = directory.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_OCTETS);
        }
        assumeTrue(run("mkfs.ext4", "-q", image.toString()) && run("mount", "-o", "loop,errors=remount-ro",
                image.toString(), disk.toString()), "no right to mount an image");
        Path trigger = errorsOf(disk).resolve("trigger_fs_error");
        assumeTrue(Files.isWritable(trigger), "a kernel, or a container, that lets nobody damage a file system");
        startSbc();

        talkThrough(() -> {
            Files.writeString(trigger, "1");
            HttpResponse<String> refused = put("late", "1005");
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
            assertEquals(2, sut.users().size());
        });

        sut.kill();
        assertTrue(run("umount", disk.toString()));
        run("fsck.ext4", "-p", image.toString()); // 1: it mended something
        assertTrue(run("mount", "-o", "loop", image.toString(), disk.toString()));
        sut.start();
        assertEquals(2, sut.users().size());
        assertEquals(201, put("late", "1005").statusCode());
        assertTrue(sut.json("GET", "/events/verify", "").path("intact").asBoolean());
    }

    /** Where the kernel shows the file system that is mounted there. */
    private static Path errorsOf(Path mounted) throws IOException {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
            String device = mounts.map(line -> line.split(" ", 3)).filter(line -> line[1].equals(mounted.toString()))
                    .map(line -> line[0]).findFirst().orElseThrow();
            return Path.of("/sys/fs/ext4").resolve(Path.of(device).getFileName());
        }
    }
}
