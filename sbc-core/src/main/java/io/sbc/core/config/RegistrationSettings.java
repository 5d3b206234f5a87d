package io.sbc.core.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code registration}.
 *
 * @param grace how long the PBX does not hear of a phone whose connection broke
 */
public record RegistrationSettings(Duration clientExpires, Duration minimumExpires, Duration pbxExpires,
        Duration grace, Duration nonceLifetime, List<DigestAlgorithm> algorithms, int contactsPerDevice,
        int bindings) {

    public RegistrationSettings {
        algorithms = List.copyOf(algorithms);
    }

    /** Digest algorithms (RFC 7616, RFC 8760). */
    public enum DigestAlgorithm {
        MD5("MD5"),
        SHA_256("SHA-256");

        private final String token;

        DigestAlgorithm(String token) {
            this.token = token;
        }

        /** As it stands in a challenge. */
        public String token() {
            return token;
        }
    }
}
