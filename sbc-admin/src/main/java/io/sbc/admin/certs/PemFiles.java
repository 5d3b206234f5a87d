package io.sbc.admin.certs;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Writes certificates and PKCS#8 keys as PEM (RFC 7468). Never overwrites; keys get mode 0600. */
final class PemFiles {

    private PemFiles() {}

    /** Where a file stands; made when missing. */
    static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("not a file name: " + file);
        }
        return Files.createDirectories(directory);
    }

    static void writeCertificates(Path file, List<X509Certificate> chain)
            throws IOException, GeneralSecurityException {
        List<PemObject> objects = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            objects.add(new PemObject("CERTIFICATE", certificate.getEncoded()));
        }
        write(file, objects, "rw-r--r--");
    }

    static void writeKey(Path file, PrivateKey key) throws IOException {
        write(file, List.of(new PemObject("PRIVATE KEY", key.getEncoded())), "rw-------");
    }

    private static void write(Path file, List<PemObject> objects, String mode) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (PemObject object : objects) {
                writer.writeObject(object);
            }
        }
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        try (var channel = Files.newByteChannel(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions)) {
            channel.write(StandardCharsets.US_ASCII.encode(text.toString()));
        }
    }
}
