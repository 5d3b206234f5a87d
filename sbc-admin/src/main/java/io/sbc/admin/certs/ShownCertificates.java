package io.sbc.admin.certs;

import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.TlsListener;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The certificates that phones are shown, as their files are now. Reads them at each question; any thread that may wait. */
public final class ShownCertificates {

    private final List<Path> files;

    public ShownCertificates(TlsListener tls) {
        this.files = tls.certificates().stream().filter(CertificateFiles::isWanted).map(CertificateFiles::certificate)
                .toList();
    }

    /** Whether each of them was valid at that time, with all that stands in its chain; no when one cannot be read. */
    public boolean wereValid(long atMillis) {
        Instant at = Instant.ofEpochMilli(atMillis);
        try {
            for (Path file : files) {
                for (X509Certificate shown : PemIdentity.certificates(file)) {
                    if (at.isBefore(shown.getNotBefore().toInstant()) || at.isAfter(shown.getNotAfter().toInstant())) {
                        return false;
                    }
                }
            }
            return !files.isEmpty();
        } catch (IOException unreadable) {
            return false;
        }
    }
}
