package io.sbc.admin.certs;

import io.sbc.core.config.CertificateFiles;
import io.sbc.core.directory.Secret;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Puts a new certificate and its key into the place of old ones. Both are written beside them first ({@code .new}), mode 0600, and reach the disk; then
 * the certificate is moved, then the key. A kill between the two leaves the new key beside the new certificate: {@link #finish} moves it at the next start. One
 * thread at a time.
 */
final class KeyPairSwap implements AutoCloseable {

    private static final String NEW = ".new";
    private static final String OLD = ".old";

    private final CertificateFiles files;
    private final PemIdentity identity;

    /** What was sent is no usable pair; the message is for who sent it. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    private KeyPairSwap(CertificateFiles files, PemIdentity identity) {
        this.files = files;
        this.identity = identity;
    }

    /** Writes both beside the old ones, and reads them. */
    static KeyPairSwap prepare(CertificateFiles files, String chain, Secret key) throws IOException, Unusable {
        Path certificate = with(files.certificate(), NEW);
        Path keyFile = with(files.key(), NEW);
        PemFiles.directoryOf(files.certificate());
        PemFiles.directoryOf(files.key());
        try {
            write(certificate, chain);
            write(keyFile, key.reveal());
            return new KeyPairSwap(files, read(certificate, keyFile));
        } catch (IOException | Unusable | RuntimeException e) {
            Files.deleteIfExists(certificate);
            Files.deleteIfExists(keyFile);
            throw e;
        }
    }

    private static PemIdentity read(Path certificate, Path key) throws Unusable {
        try {
            return PemIdentity.read(certificate, key);
        } catch (IOException e) {
            throw new Unusable(String.valueOf(e.getMessage()).replace(certificate.toString(), "The certificate")
                    .replace(key.toString(), "the key") + ".");
        }
    }

    private static Path with(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel out = FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (octets.hasRemaining()) {
                out.write(octets);
            }
            out.force(true);
        }
    }

    /** What was read. */
    PemIdentity identity() {
        return identity;
    }

    /** The new ones take the place; the old ones are kept beside them until this is closed. */
    void exchange() throws IOException {
        for (Path file : List.of(files.certificate(), files.key())) {
            if (Files.exists(file)) {
                Files.copy(file, with(file, OLD), StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        move(files.certificate(), NEW);
        move(files.key(), NEW);
    }

    /** The old ones are in their place again. */
    void putBack() throws IOException {
        for (Path file : List.of(files.certificate(), files.key())) {
            if (Files.exists(with(file, OLD))) {
                move(file, OLD);
            }
        }
    }

    private static void move(Path file, String ending) throws IOException {
        Files.move(with(file, ending), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        removeLeftovers(files);
    }

    private static void removeLeftovers(CertificateFiles files) throws IOException {
        for (Path file : List.of(files.certificate(), files.key())) {
            Files.deleteIfExists(with(file, NEW));
            Files.deleteIfExists(with(file, OLD));
        }
    }

    /** At the start: completes an exchange that a kill has cut in two, and removes what one has left. */
    static void finish(CertificateFiles files) throws IOException {
        Path key = with(files.key(), NEW);
        if (Files.exists(key) && !Files.exists(with(files.certificate(), NEW)) && fits(files.certificate(), key)) {
            move(files.key(), NEW);
        }
        removeLeftovers(files);
    }

    private static boolean fits(Path certificate, Path key) {
        try {
            return PemIdentity.read(certificate, key).fits();
        } catch (IOException unusable) {
            return false;
        }
    }
}
