package io.sbc.core.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code admin.oauth}.
 *
 * @param signatureMethods by their names in RFC 5849; PLAINTEXT only if it stands there
 * @param bodyHashRequired whether a JSON body must be covered by {@code oauth_body_hash}
 * @param clockSkew how far a time stamp may be from our clock
 */
public record OAuthSettings(List<String> signatureMethods, boolean bodyHashRequired, Duration clockSkew,
        Duration temporaryTokenLife, Duration accessTokenLife) {

    public OAuthSettings {
        signatureMethods = List.copyOf(signatureMethods);
    }
}
