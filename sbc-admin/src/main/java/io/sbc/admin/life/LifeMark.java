package io.sbc.admin.life;

import io.sbc.base.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mark of this process: a file that is locked while it lives, says since {@link #begin} each second that it is alive, and is removed
 * by {@link #close}. One that is found at the start is of a process that came to no {@code close}. Until {@code begin} the mark that was
 * found stays as it is: a start that fails does not hide the crash before it. Opened, begun and closed by the main thread.
 *
 * <pre>
 *  sbc 1 pid 4711 started 1790000000000 alive 1790000003000 calls 12 ended 0 first 0          padded to 256 octets
 * </pre>
 */
public final class LifeMark implements AutoCloseable {

    /** How old "alive" is at most. One write of 256 octets into the page cache, which outlives the process. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(LifeMark.class);
    private static final int OCTETS = 256;
    private static final Pattern MARK = Pattern.compile(
            "sbc 1 pid (\\d{1,18}) started (\\d{1,18}) alive (\\d{1,18}) calls (\\d{1,9}) ended (\\d{1,9}) first (\\d{1,18}) *");

    private final Path file;
    private final Clock clock;
    private final @Nullable FileChannel channel;
    private final Optional<EndedProcess> before;
    private final long openedMillis;
    private final CountDownLatch closed = new CountDownLatch(1);
    private IntSupplier calls = () -> 0;
    private boolean failing;
    private @Nullable Thread thread;

    private LifeMark(Path file, Clock clock, @Nullable FileChannel channel, Optional<EndedProcess> before) {
        this.file = file;
        this.clock = clock;
        this.channel = channel;
        this.before = before;
        this.openedMillis = clock.epochMillis();
    }

    /** Looks for the mark of a process before this one. A file that cannot be used is told in the log: the SBC works without. */
    public static LifeMark open(Path file, Clock clock) {
        FileChannel channel = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(); // the channel's, until it is closed
            if (lock == null) {
                throw new IOException("another process has it");
            }
            return new LifeMark(file, clock, channel, read(file, channel));
        } catch (IOException | OverlappingFileLockException e) {
            LOG.atWarn().addKeyValue("file", file).addKeyValue("why", e.toString())
                    .log("the process after this one will not know how this one ended");
            closeQuietly(channel);
            return new LifeMark(file, clock, null, Optional.empty());
        }
    }

    private static Optional<EndedProcess> read(Path file, FileChannel channel) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(OCTETS);
        if (channel.read(octets, 0) <= 0) {
            return Optional.empty();
        }
        Matcher mark = MARK.matcher(new String(octets.array(), 0, octets.position(), StandardCharsets.US_ASCII));
        long modified = Files.getLastModifiedTime(file).toMillis();
        return Optional.of(mark.matches()
                ? ended(mark)
                : new EndedProcess(0, modified, modified, 0, 1, modified)); // a power failure may tear it
    }

    private static EndedProcess ended(Matcher mark) {
        long alive = Long.parseLong(mark.group(3));
        int earlier = Integer.parseInt(mark.group(5));
        return new EndedProcess(Long.parseLong(mark.group(1)), Long.parseLong(mark.group(2)), alive,
                Integer.parseInt(mark.group(4)), earlier + 1, earlier == 0 ? alive : Long.parseLong(mark.group(6)));
    }

    /** The process before this one, if it was not stopped in order. */
    public Optional<EndedProcess> before() {
        return before;
    }

    /** Wall clock, milliseconds, when that was looked for. */
    public long openedMillis() {
        return openedMillis;
    }

    /**
     * All has started: from now on this process has a mark of its own.
     *
     * @param now how many calls there are; any thread
     */
    public LifeMark begin(IntSupplier now) {
        calls = now;
        if (channel != null) {
            long startedMillis = clock.epochMillis();
            tick(startedMillis);
            thread = Thread.ofVirtual().name("life-mark").start(() -> run(startedMillis));
        }
        return this;
    }

    private void run(long startedMillis) {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                tick(startedMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick(long startedMillis) {
        String mark = "sbc 1 pid %d started %d alive %d calls %d ended %d first %d".formatted(
                ProcessHandle.current().pid(), startedMillis, clock.epochMillis(), Math.max(0, calls.getAsInt()),
                before.map(EndedProcess::times).orElse(0), before.map(EndedProcess::firstMillis).orElse(0L));
        byte[] octets = (mark + " ".repeat(OCTETS - mark.length())).getBytes(StandardCharsets.US_ASCII);
        try {
            if (channel != null) {
                channel.write(ByteBuffer.wrap(octets), 0);
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.atWarn().addKeyValue("file", file).addKeyValue("why", e.toString())
                        .log("the mark of this process cannot be written");
            }
            failing = true;
        }
    }

    /** An orderly stop: the mark is removed. One that was found and is not ours yet stays. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        Thread running = thread;
        try {
            if (running != null) {
                running.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (channel != null) {
            if (running != null || before.isEmpty()) {
                Files.deleteIfExists(file);
            }
            channel.close();
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("the mark of a process did not close", e);
        }
    }
}
