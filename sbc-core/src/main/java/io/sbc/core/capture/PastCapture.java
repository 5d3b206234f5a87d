package io.sbc.core.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the file of a capture tells of it when the process that wrote it is gone: the comment of its section header says whose it is, the
 * statistics at its end how much is in it and why it ended. A file without these was being written when its process was killed: it is cut
 * behind its last whole block and ended here, so that a reader finds no torn packet (ADR 0471). Waits for the disk.
 */
record PastCapture(String target, String media, boolean secrets, String by, String ended, long messages, long packets,
        long lost, long octets, long endedMillis) {

    /** Why a capture ended whose process was killed. */
    static final String BY_RESTART = "by a restart: the SBC was killed or crashed";

    private static final Logger LOG = LoggerFactory.getLogger(PastCapture.class);
    private static final Pattern COMMENT = Pattern.compile(
            "SBC capture \\S+: (.*), media (none|wire|decrypted), (with secrets|secrets masked), begun by ([^;]*).*");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final int TIME_LENGTH = 15;
    private static final int BLOCK_MIN = 12;
    /** Of blocks of ours; a longer one is damage. */
    private static final int BLOCK_MAX = 1 << 20;
    private static final int ENHANCED_PACKET = 6;
    /** Octets of a section header before its options, and of statistics. */
    private static final int SECTION_FIXED = 24;
    private static final int STATISTICS_FIXED = 20;

    /** What is written into a file, for {@link #closed} to read. */
    static String comment(String id, CaptureRequest request) {
        return "SBC capture " + id + ": " + request.target().words() + ", media "
                + request.media().name().toLowerCase(Locale.ROOT)
                + (request.secrets() ? ", with secrets" : ", secrets masked") + ", begun by "
                + request.by().replace(';', ',')
                + (request.media() == CaptureRequest.Media.DECRYPTED
                        ? "; descriptions read as if media were plain"
                        : "");
    }

    /** Reads it, and ends it if nobody did; empty when it is no capture of ours, or cannot be read, or a process writes it. */
    static Optional<PastCapture> closed(Path path) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (file.tryLock() == null) {
                return Optional.empty();
            }
            Optional<Matcher> head = block(file, 0)
                    .filter(block -> block.getInt(0) == PcapngWriter.SECTION_HEADER
                            && block.limit() > SECTION_FIXED && block.getInt(8) == PcapngWriter.BYTE_ORDER_MAGIC)
                    .map(block -> COMMENT.matcher(comment(block, SECTION_FIXED))).filter(Matcher::matches);
            if (head.isEmpty()) {
                return Optional.empty();
            }
            Tail tail = tail(file);
            if (tail.statistics < CaptureFile.INTERFACES) {
                long millis = Files.getLastModifiedTime(path).toMillis();
                tail = end(file, millis);
                Files.setLastModifiedTime(path, FileTime.fromMillis(millis));
                LOG.atWarn().addKeyValue("file", path).addKeyValue("packets", tail.messages + tail.packets)
                        .log("a capture that was running when the SBC was killed is ended");
            }
            return Optional.of(new PastCapture(head.get().group(1), head.get().group(2),
                    head.get().group(3).equals("with secrets"), head.get().group(4), tail.why, tail.messages,
                    tail.packets, tail.lost, file.size(), Files.getLastModifiedTime(path).toMillis()));
        } catch (IOException | OverlappingFileLockException e) {
            LOG.atWarn().addKeyValue("file", path).addKeyValue("why", e.toString()).log("a capture cannot be read");
            return Optional.empty();
        }
    }

    /** The last blocks, as far as they are statistics. */
    private record Tail(int statistics, String why, long messages, long packets, long lost) {}

    private static Tail tail(FileChannel file) throws IOException {
        Tail tail = new Tail(0, "", 0, 0, 0);
        long end = file.size();
        while (tail.statistics < CaptureFile.INTERFACES && end >= BLOCK_MIN) {
            ByteBuffer length = read(file, end - Integer.BYTES, Integer.BYTES);
            long at = end - (length.remaining() == Integer.BYTES ? length.getInt(0) : Integer.MAX_VALUE);
            Optional<ByteBuffer> block = at <= 0 || at > end - BLOCK_MIN ? Optional.empty() : block(file, at);
            if (block.isEmpty() || block.get().getInt(0) != PcapngWriter.INTERFACE_STATISTICS
                    || block.get().limit() <= STATISTICS_FIXED) {
                break;
            }
            tail = with(tail, block.get());
            end = at;
        }
        return tail;
    }

    private static Tail with(Tail tail, ByteBuffer block) {
        long received = number(block, PcapngWriter.ISB_IFRECV);
        long dropped = number(block, PcapngWriter.ISB_IFDROP);
        boolean sip = block.getInt(8) < 2;
        boolean last = (block.getInt(8) & 1) == 0; // both sides say the same of what was lost
        return new Tail(tail.statistics + 1, comment(block, STATISTICS_FIXED), tail.messages + (sip ? received : 0),
                tail.packets + (sip ? 0 : received), tail.lost + (last ? dropped : 0));
    }

    /** Cuts what is no whole block, and writes the statistics. */
    private static Tail end(FileChannel file, long epochMillis) throws IOException {
        long[] packets = new long[CaptureFile.INTERFACES];
        long at = 0;
        for (Optional<ByteBuffer> block = block(file, 0); block.isPresent(); block = block(file, at)) {
            ByteBuffer whole = block.get();
            if (whole.getInt(0) == PcapngWriter.INTERFACE_STATISTICS) {
                break; // of an end that was cut off
            }
            if (whole.getInt(0) == ENHANCED_PACKET && whole.limit() > BLOCK_MIN) {
                packets[Math.floorMod(whole.getInt(8), CaptureFile.INTERFACES)]++;
            }
            at += whole.limit();
        }
        file.truncate(at);
        file.position(at);
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(rest);
        for (int i = 0; i < CaptureFile.INTERFACES; i++) {
            writer.statistics(i, TimeUnit.MILLISECONDS.toNanos(epochMillis), packets[i], 0, BY_RESTART);
        }
        Channels.newOutputStream(file).write(rest.toByteArray());
        return new Tail(CaptureFile.INTERFACES, BY_RESTART, packets[0] + packets[1], packets[2] + packets[3], 0);
    }

    /** The block that begins there; empty when it is not whole. */
    private static Optional<ByteBuffer> block(FileChannel file, long at) throws IOException {
        ByteBuffer head = read(file, at, 2 * Integer.BYTES);
        if (head.remaining() < 2 * Integer.BYTES) {
            return Optional.empty();
        }
        int length = head.getInt(Integer.BYTES);
        if (length < BLOCK_MIN || length > BLOCK_MAX || (length & 3) != 0) {
            return Optional.empty();
        }
        ByteBuffer block = read(file, at, length);
        return block.remaining() == length && block.getInt(length - Integer.BYTES) == length
                ? Optional.of(block)
                : Optional.empty();
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int read = 0;
        while (octets.hasRemaining() && read >= 0) {
            read = file.read(octets, at + octets.position());
        }
        return octets.flip();
    }

    private static String comment(ByteBuffer block, int from) {
        return option(block, from, PcapngWriter.OPT_COMMENT)
                .map(value -> StandardCharsets.UTF_8.decode(value).toString()).orElse("");
    }

    private static long number(ByteBuffer block, short code) {
        return option(block, STATISTICS_FIXED, code).filter(value -> value.remaining() == Long.BYTES)
                .map(value -> value.order(ByteOrder.LITTLE_ENDIAN).getLong(value.position())).orElse(0L);
    }

    private static Optional<ByteBuffer> option(ByteBuffer block, int from, short code) {
        int at = from;
        while (at + 4 <= block.limit() - Integer.BYTES) {
            int length = block.getShort(at + 2) & 0xffff;
            if (at + 4 + length > block.limit() - Integer.BYTES || block.getShort(at) == 0) {
                return Optional.empty();
            }
            if (block.getShort(at) == code) {
                return Optional.of(block.slice(at + 4, length));
            }
            at += 4 + ((length + 3) & ~3);
        }
        return Optional.empty();
    }

    /** As the list shows it; its beginning is in its name. */
    CaptureInfo info(String id) {
        return new CaptureInfo(id, target, media, secrets, by, startedMillis(id), OptionalLong.of(endedMillis), ended,
                octets, messages, packets, lost);
    }

    private long startedMillis(String id) {
        try {
            return LocalDateTime.parse(id.substring(0, TIME_LENGTH), TIME).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException noTime) { // somebody gave the file a name
            return endedMillis;
        }
    }
}
