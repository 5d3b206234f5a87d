package io.sbc.core.directory.sql;

import io.sbc.core.directory.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The one secret that lives outside the database: 32 random octets, in Base64, in a file that only its owner can read.
 * Keys for each purpose are derived from it (HKDF with SHA-256, RFC 5869), so none is used for two things.
 */
public final class KeyFile {

    private static final int KEY_LENGTH = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final byte[] master;

    private KeyFile(byte[] master) {
        this.master = master;
    }

    /**
     * Reads it; when there is none, makes one.
     *
     * @throws StoreException when it cannot be read, others could read it too, or it is no key
     */
    public static KeyFile openOrCreate(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                create(file, random);
            }
            return read(file);
        } catch (NoSuchFileException e) {
            throw new StoreException("store.key-file: " + file + " is not there", e);
        } catch (IOException e) {
            throw new StoreException("store.key-file: " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** A key for one purpose, 32 octets; the same for ever. */
    public byte[] derive(String label) {
        try {
            KDF hkdf = KDF.getInstance("HKDF-SHA256");
            return hkdf.deriveData(HKDFParameterSpec.ofExtract().addIKM(master)
                    .thenExpand(label.getBytes(StandardCharsets.UTF_8), KEY_LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // JDK 25 has it
        }
    }

    private static KeyFile read(Path file) throws IOException {
        Set<PosixFilePermission> wider = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        wider.retainAll(PosixFilePermissions.fromString("---rwxrwx"));
        if (!wider.isEmpty()) {
            throw new StoreException("store.key-file: others may use " + file + " too; chmod 600 " + file);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IllegalArgumentException e) {
            throw new StoreException("store.key-file: " + file + " does not hold a key", e);
        }
        if (key.length != KEY_LENGTH) {
            throw new StoreException("store.key-file: " + file + " does not hold a key");
        }
        return new KeyFile(key);
    }

    /** Written aside and linked into place: of two processes that start at once, one makes the key and both read it. */
    private static void create(Path file, SecureRandom random) throws IOException {
        Path directory = PrivateFiles.directoryOf(file);
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        Path temporary = Files.createTempFile(directory, "key", ".tmp",
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer
                        .wrap((Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.createLink(file, temporary);
            PrivateFiles.force(directory);
        } catch (FileAlreadyExistsException e) {
            return; // another process was first: its key holds
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
