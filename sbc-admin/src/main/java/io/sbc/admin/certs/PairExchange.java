package io.sbc.admin.certs;

import io.sbc.core.config.CertificateFiles;
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
import java.util.Optional;
import java.util.Set;

/**
 * Puts another certificate and key in the place of two files, so that whoever is killed on the way, or loses power, finds a whole pair at the next start
 * (ADR 0340). One writer at a time; waits for the disk.
 *
 * <pre>
 *  both, in one file    CERTIFICATE.sbc-next   its rename decides: before it the old pair holds, after it the new one
 *  the key              KEY
 *  the certificate      CERTIFICATE            from here on both are the new ones
 *  away with            CERTIFICATE.sbc-next
 * </pre>
 *
 * {@link #complete} does what is left of it. Each file is written beside its place ({@code .sbc-new}), forced to the disk, and renamed.
 */
final class PairExchange {

    private static final String MADE = ".sbc-new";
    private static final String NEXT = ".sbc-next";
    private static final String PRIVATE = "rw-------";
    private static final String PUBLIC = "rw-r--r--";

    private final CertificateFiles files;
    private final Runnable step;

    PairExchange(CertificateFiles files) {
        this(files, () -> {});
    }

    /** @param step runs after each thing that is done to the disk: tests end it there */
    PairExchange(CertificateFiles files, Runnable step) {
        this.files = files;
        this.step = step;
    }

    /** Two PEM files; the key of them stays out of {@code toString}. */
    record Pair(String certificate, String key) {

        String inOne() {
            return certificate.length() + "\n" + certificate + key;
        }

        static Pair of(String inOne) throws IOException {
            int line = inOne.indexOf('\n');
            try {
                int behind = line + 1 + Integer.parseInt(inOne.substring(0, Math.max(0, line)));
                return new Pair(inOne.substring(line + 1, behind), inOne.substring(behind));
            } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
                throw new IOException("it is not what was written there", malformed);
            }
        }

        @Override
        public String toString() {
            return "Pair";
        }
    }

    /** Installs a pair that fits. */
    void install(Pair pair) throws IOException {
        put(next(), pair.inOne(), PRIVATE);
        spread(pair);
    }

    /** What is there; empty unless there are both. */
    Optional<Pair> present() throws IOException {
        return Files.exists(files.certificate()) && Files.exists(files.key())
                ? Optional.of(new Pair(text(files.certificate()), text(files.key())))
                : Optional.empty();
    }

    /**
     * Does what an exchange left undone; what fits stays as it is.
     *
     * @return whether there was something left to do
     */
    boolean complete() throws IOException {
        for (Path file : List.of(files.certificate(), files.key(), next())) {
            Files.deleteIfExists(beside(file, MADE));
        }
        if (!Files.exists(next())) {
            return false;
        }
        if (fits()) { // nothing was begun, all of it was done, or somebody mended it
            Files.delete(next());
            return false;
        }
        try {
            spread(Pair.of(text(next())));
            return true;
        } catch (IOException e) {
            throw new IOException(next() + ", from which the exchange of a certificate is to be completed: "
                    + e.getMessage(), e);
        }
    }

    private boolean fits() {
        try {
            PemIdentity.read(files.certificate(), files.key());
            return true;
        } catch (IOException halfDone) {
            return false;
        }
    }

    private void spread(Pair pair) throws IOException {
        put(files.key(), pair.key(), PRIVATE);
        put(files.certificate(), pair.certificate(), PUBLIC);
        Files.delete(next());
        step.run();
    }

    private void put(Path file, String text, String mode) throws IOException {
        Path made = beside(file, MADE);
        Files.deleteIfExists(made);
        try (FileChannel channel = FileChannel.open(made,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)))) {
            ByteBuffer octets = StandardCharsets.ISO_8859_1.encode(text);
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
        step.run();
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(Optional.ofNullable(file.toAbsolutePath().getParent())
                .orElseThrow())) {
            directory.force(true);
        }
        step.run();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private Path next() {
        return beside(files.certificate(), NEXT);
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
