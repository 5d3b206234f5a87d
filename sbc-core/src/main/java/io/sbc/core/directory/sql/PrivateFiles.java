package io.sbc.core.directory.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner may use. */
final class PrivateFiles {

    private PrivateFiles() {}

    /** The directory of a file; made, with mode 0700, when it is missing. */
    static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("not a file name");
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return directory;
    }

    /** Makes an empty file with mode 0600 when there is none. */
    static void createIfMissing(Path file) throws IOException {
        directoryOf(file);
        try {
            Files.createFile(file,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return; // as wanted
        }
    }

    /** Opens the file next to {@code file} that processes lock while they set it up. */
    static FileChannel lockFile(Path file) throws IOException {
        Path lock = directoryOf(file).resolve(file.getFileName() + ".lock");
        createIfMissing(lock);
        return FileChannel.open(lock, StandardOpenOption.WRITE);
    }

    /** Makes a new name in a directory survive a power loss. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
