package io.sbc.core.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an identity stands.
 *
 * @param certificate the chain, PEM, end entity first
 * @param key PKCS#8, PEM, not encrypted
 * @param required whether it is an error that both files are missing; else the identity is passed over meanwhile
 */
public record CertificateFiles(Path certificate, Path key, boolean required) {

    /** Whether it is to be read, now. */
    public boolean isWanted() {
        return required || Files.exists(certificate) || Files.exists(key);
    }
}
