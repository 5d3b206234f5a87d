package io.sbc.core.survival;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one shard in a mapped file of mode 0600: what was written is in the kernel's page cache, which outlives the
 * process (not the machine). Each slot has two halves, written in turn; a half whose write was cut off does not open, then the other
 * one counts.
 *
 * <pre>
 *  file:  header (4096: magic, layout) | slot 0 | slot 1 | ...       slot: half | half
 *  half:  generation (8) | length (4) | unused (4) | sealed record
 * </pre>
 *
 * The file grows by segments that are written as zeros first, so that a full disk is an exception here, not a fault in mapped memory.
 * Opened by the main thread, then used by one thread at a time.
 */
final class VaultFile implements CallVault, AutoCloseable {

    /** The usual record has 2 KiB; with video 4. */
    static final int HALF_OCTETS = 8192;
    /** What a record may have. */
    static final int RECORD_MAX = HALF_OCTETS - 16 - VaultSeal.OVERHEAD;

    private static final long MAGIC = 0x5342_4343_616c_6c73L; // SBCCalls
    /** Of this file and of the records in it: another one is not read. */
    private static final int LAYOUT = 2;
    private static final int HEADER_OCTETS = 4096;
    private static final int SLOT_OCTETS = 2 * HALF_OCTETS;
    private static final int SEGMENT_SLOTS = 16;
    private static final int LENGTH_AT = 8;
    private static final int BODY_AT = 16;
    /** A try on a full disk takes a moment of the shard. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(VaultFile.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final FileChannel channel;
    private final FileLock lock;
    private final Arena arena = Arena.ofShared();
    private final VaultSeal seal;
    private final int slotsMax;
    private final Counters<SurvivalCounter> counters;
    private final AtomicInteger inUse;
    private final List<MemorySegment> segments = new ArrayList<>();
    private final Deque<Place> free = new ArrayDeque<>();
    private final byte[] sealed = new byte[HALF_OCTETS];
    private final Clock clock;
    /** Whether the disk had no room, and when that is tried again. */
    private boolean full;
    private long againNanos;

    private VaultFile(FileChannel channel, FileLock lock, VaultSeal seal, int slotsMax,
            Counters<SurvivalCounter> counters, AtomicInteger inUse, Clock clock) {
        this.clock = clock;
        this.channel = channel;
        this.lock = lock;
        this.seal = seal;
        this.slotsMax = slotsMax;
        this.counters = counters;
        this.inUse = inUse;
    }

    /** A record that was found, and its place. */
    record Found(Slot slot, byte[] record) {}

    /**
     * Opens the file, or makes it. What is in it waits for {@link #read}.
     *
     * @param slotsMax calls at most
     * @param inUse counts slots with a record, of all files
     * @param clock tells when a full disk is tried again
     */
    static VaultFile open(Path path, VaultSeal seal, int slotsMax, Counters<SurvivalCounter> counters,
            AtomicInteger inUse, Clock clock) throws IOException {
        if (!Files.exists(path)) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        Files.setPosixFilePermissions(path, OWNER_ONLY);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return new VaultFile(channel, lock(channel, path), seal, slotsMax, counters, inUse, clock);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel channel, Path path) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(path + " is in use", e);
        }
        throw new IOException(path + " is in use by another process");
    }

    /** What a process before this one left; the places of all else are free. Once, before anything is written. */
    List<Found> read() throws IOException {
        long size = channel.size();
        if (size < HEADER_OCTETS || !isOurLayout()) {
            if (size > HEADER_OCTETS) {
                counters.increment(SurvivalCounter.FOREIGN);
            }
            begin();
            return List.of();
        }
        List<Found> found = new ArrayList<>();
        long whole = (size - HEADER_OCTETS) / ((long) SEGMENT_SLOTS * SLOT_OCTETS);
        for (int segment = 0; segment < whole; segment++) {
            map();
        }
        for (Place place : List.copyOf(free)) {
            place.read().ifPresent(record -> {
                free.remove(place);
                inUse.incrementAndGet();
                found.add(new Found(place, record));
            });
        }
        return found;
    }

    private boolean isOurLayout() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
        channel.read(header, 0);
        header.flip();
        return header.remaining() == header.capacity() && header.getLong() == MAGIC && header.getInt() == LAYOUT;
    }

    private void begin() throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(HEADER_OCTETS).putLong(MAGIC).putInt(LAYOUT).rewind(), 0);
    }

    private void map() throws IOException {
        long octets = (long) SEGMENT_SLOTS * SLOT_OCTETS;
        int first = segments.size() * SEGMENT_SLOTS;
        MemorySegment segment = channel.map(FileChannel.MapMode.READ_WRITE,
                HEADER_OCTETS + segments.size() * octets, octets, arena);
        segments.add(segment);
        for (int i = 0; i < SEGMENT_SLOTS; i++) {
            free.add(new Place(first + i, segment.asSlice((long) i * SLOT_OCTETS, SLOT_OCTETS)));
        }
    }

    @Override
    public Optional<Slot> open() {
        if (free.isEmpty() && !grow()) {
            counters.increment(SurvivalCounter.NOT_KEPT);
            return Optional.empty();
        }
        inUse.incrementAndGet();
        return Optional.of(free.removeFirst());
    }

    /** Half a megabyte of zeros, now and then. */
    private boolean grow() {
        if (segments.size() * SEGMENT_SLOTS >= slotsMax || (full && clock.nanoTime() - againNanos < 0)) {
            return false;
        }
        long octets = (long) SEGMENT_SLOTS * SLOT_OCTETS;
        long end = HEADER_OCTETS + segments.size() * octets;
        try {
            ByteBuffer zeros = ByteBuffer.allocate((int) octets);
            long at = end;
            while (zeros.hasRemaining()) {
                at += channel.write(zeros, at);
            }
            map();
            if (full) {
                full = false;
                LOG.info("there is room for records of calls again");
            }
            return true;
        } catch (IOException e) {
            onFull(end, e);
            return false;
        }
    }

    /** Those that have a place keep it. What was written of the segment goes back to whoever needs it more. */
    private void onFull(long end, IOException why) {
        if (!full) {
            LOG.atWarn().addKeyValue("why", why.toString())
                    .log("no room for records of further calls: these will end with this process");
        }
        full = true;
        againNanos = clock.nanoTime() + AGAIN_NANOS;
        try {
            channel.truncate(end);
        } catch (IOException e) {
            LOG.debug("cannot be truncated", e); // the next try writes over it
        }
    }

    @Override
    public void close() throws IOException {
        arena.close();
        lock.close();
        channel.close();
    }

    /** A slot of the file. */
    private final class Place implements Slot {

        private final int number;
        private final MemorySegment memory;
        private long generation;
        /** How far each half was ever written to since it was cleared: a shorter record leaves the end of a longer one. */
        private final int[] lengths = new int[2];

        Place(int number, MemorySegment memory) {
            this.number = number;
            this.memory = memory;
        }

        private static long at(long generation) {
            return (generation & 1) * HALF_OCTETS;
        }

        /** The newest half that opens. */
        Optional<byte[]> read() {
            long first = memory.get(LONG, 0);
            long second = memory.get(LONG, HALF_OCTETS);
            Optional<byte[]> newest = read(Math.max(first, second));
            Optional<byte[]> record = newest.isPresent() ? newest : read(Math.min(first, second));
            generation = newest.isPresent() ? Math.max(first, second) : Math.min(first, second);
            if (record.isEmpty() && (first != 0 || second != 0)) {
                counters.increment(SurvivalCounter.UNREADABLE);
                memory.fill((byte) 0);
                forget();
            }
            return record;
        }

        private Optional<byte[]> read(long of) {
            int length = memory.get(INT, at(of) + LENGTH_AT);
            if (of <= 0 || memory.get(LONG, at(of)) != of || length <= 0 || length > HALF_OCTETS - BODY_AT) {
                return Optional.empty();
            }
            Arrays.fill(lengths, HALF_OCTETS - BODY_AT); // of what a process before wrote over the last length says nothing
            return seal.open(memory.asSlice(at(of) + BODY_AT, length).toArray(ValueLayout.JAVA_BYTE), of, number);
        }

        @Override
        public boolean write(byte[] record, int length) {
            if (length > RECORD_MAX) {
                counters.increment(SurvivalCounter.NOT_KEPT);
                return false;
            }
            long next = generation + 1;
            int octets = seal.seal(record, length, next, number, sealed);
            memory.set(LONG, at(next), next);
            memory.set(INT, at(next) + LENGTH_AT, octets);
            MemorySegment.copy(sealed, 0, memory, ValueLayout.JAVA_BYTE, at(next) + BODY_AT, octets);
            lengths[(int) (next & 1)] = Math.max(octets, lengths[(int) (next & 1)]);
            generation = next;
            return true;
        }

        @Override
        public void free() {
            memory.asSlice(0, BODY_AT + lengths[0]).fill((byte) 0);
            memory.asSlice(HALF_OCTETS, BODY_AT + lengths[1]).fill((byte) 0);
            forget();
            inUse.decrementAndGet();
            free.addFirst(this);
        }

        private void forget() {
            lengths[0] = 0;
            lengths[1] = 0;
            generation = 0;
        }
    }
}
