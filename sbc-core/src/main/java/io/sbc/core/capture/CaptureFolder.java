package io.sbc.core.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of captures, readable by the SBC's user alone; old ones are removed, and the oldest of too many. Any thread. */
final class CaptureFolder {

    private static final String SUFFIX = ".pcapng";
    private static final Pattern ID = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9a-z]{4}");

    private final Path directory;

    CaptureFolder(Path directory) {
        this.directory = directory;
    }

    /** A file of a capture, ended or not. */
    record Entry(String id, long modifiedMillis, long octets) {}

    /** Makes the file of a new capture, mode 0600; locked until it is closed, so that nobody takes it for one that a process left. */
    OutputStream create(String id) throws IOException {
        Files.createDirectories(directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel channel = FileChannel.open(path(id),
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            channel.tryLock();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return Channels.newOutputStream(channel);
    }

    private Path path(String id) {
        return directory.resolve(id + SUFFIX);
    }

    /** The file of a capture; empty where there is none, whatever {@code id} is. */
    Optional<Path> find(String id) {
        return ID.matcher(id).matches() ? Optional.of(path(id)).filter(Files::isRegularFile) : Optional.empty();
    }

    /** The newest first. */
    List<Entry> entries() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX) && find(name.substring(0, name.length() - SUFFIX.length())).isPresent()) {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    entries.add(new Entry(name.substring(0, name.length() - SUFFIX.length()),
                            attributes.lastModifiedTime().toMillis(), attributes.size()));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::id).reversed());
        return entries;
    }

    /**
     * Removes what is too old, and the oldest of what is too much.
     *
     * @param running is not touched
     */
    void tidy(long nowMillis, Duration keep, long totalSize, Set<String> running) throws IOException {
        long octets = 0;
        for (Entry entry : entries()) {
            octets += entry.octets();
            boolean old = nowMillis - entry.modifiedMillis() > keep.toMillis();
            if ((old || octets > totalSize) && !running.contains(entry.id())) {
                Files.deleteIfExists(path(entry.id()));
                octets -= entry.octets();
            }
        }
    }
}
