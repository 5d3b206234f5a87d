package io.sbc.admin.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A ZIP archive whose last entry, {@value #MANIFEST}, has a line {@code SHA-256 name} for each of the others, as {@code sha256sum -c}
 * reads it. Mode 0600.
 */
public final class BackupFile {

    /** The database. */
    public static final String DATABASE = "sbc.db";
    /** The configuration file as it was. */
    public static final String CONFIGURATION = "sbc.yaml";
    /** The key file; only where somebody asked for it. */
    public static final String KEY = "secret.key";

    private static final String MANIFEST = "manifest.sha256";

    private BackupFile() {}

    /**
     * Writes one; the file must not be there yet.
     *
     * @param parts by name
     */
    public static void write(Path file, Map<String, Path> parts) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            StringBuilder manifest = new StringBuilder();
            for (Map.Entry<String, Path> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                MessageDigest digest = sha256();
                Files.copy(part.getValue(), new DigestOutputStream(zip, digest));
                zip.closeEntry();
                manifest.append(line(digest, part.getKey())).append('\n');
            }
            zip.putNextEntry(new ZipEntry(MANIFEST));
            zip.write(manifest.toString().getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    /**
     * Takes one part out.
     *
     * @param to is made, with mode 0600; must not be there yet
     * @return whether there is such a part
     * @throws IOException when the file is none of ours, or a part is not as it was written
     */
    public static boolean extract(Path file, String part, Path to) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, String> sums = manifest(zip);
            Optional<ZipEntry> entry = Optional.ofNullable(zip.getEntry(part));
            if (entry.isEmpty() && !sums.containsKey(part)) {
                return false;
            }
            Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            MessageDigest digest = sha256();
            try (InputStream in = zip.getInputStream(entry.orElseThrow(() -> new IOException(part + " is missing")));
                    OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
                in.transferTo(out);
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(sums.get(part))) {
                throw new IOException(part + " is not as it was written: its checksum differs");
            }
            return true;
        }
    }

    private static Map<String, String> manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw new IOException("no backup of an SBC: it has no " + MANIFEST);
        }
        Map<String, String> sums = new LinkedHashMap<>();
        try (InputStream in = zip.getInputStream(entry)) {
            new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8).lines().map(line -> line.split("  ", 2))
                    .filter(fields -> fields.length == 2).forEach(fields -> sums.put(fields[1], fields[0]));
        }
        return sums;
    }

    private static String line(MessageDigest digest, String name) {
        return HexFormat.of().formatHex(digest.digest()) + "  " + name;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
