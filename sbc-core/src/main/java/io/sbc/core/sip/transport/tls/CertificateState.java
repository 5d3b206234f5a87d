package io.sbc.core.sip.transport.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What a set of files holds, to be compared: a hash of each content, whatever its time of change. A file may be missing. */
record CertificateState(Map<Path, String> contents) {

    private static final String MISSING = "missing";
    private static final long FILE_OCTETS_MAX = 1 << 20;

    CertificateState {
        contents = Map.copyOf(contents);
    }

    static CertificateState of(Collection<Path> files) {
        Map<Path, String> contents = new TreeMap<>();
        files.forEach(file -> contents.put(file, content(file)));
        return new CertificateState(contents);
    }

    private static String content(Path file) {
        try {
            long size = Files.size(file);
            if (size > FILE_OCTETS_MAX) {
                return "too large: " + size;
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            return MISSING;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
