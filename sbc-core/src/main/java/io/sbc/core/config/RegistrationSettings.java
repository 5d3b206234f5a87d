package io.sbc.core.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code registration}.
 *
 * @param grace how long the PBX does not hear of a phone whose connection broke
 * @param pbxRate REGISTERs that one PBX gets in a second
 * @param flowTimer how often phones with RFC 5626 are to send a keepalive; zero: they are not told
 * @param path whether PBXs get a Path header (RFC 3327)
 * @param domains names and addresses besides the set side's own that phones may register at
 */
public record RegistrationSettings(Duration clientExpires, Duration minimumExpires, Duration pbxExpires,
        Duration grace, int pbxRate, Duration nonceLifetime, List<DigestAlgorithm> algorithms, int contactsPerDevice,
        int bindings, Duration flowTimer, boolean path, List<String> domains) {

    public RegistrationSettings {
        algorithms = List.copyOf(algorithms);
        domains = List.copyOf(domains);
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
