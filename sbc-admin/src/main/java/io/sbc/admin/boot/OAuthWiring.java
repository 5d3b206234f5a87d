package io.sbc.admin.boot;

import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.RequestVerifier.BodyHash;
import io.sbc.admin.oauth.SignatureMethod;
import io.sbc.admin.oauth.TokenLimits;
import io.sbc.core.config.OAuthSettings;
import io.sbc.core.directory.sql.SqlStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes {@link OAuth} as the configuration says. */
final class OAuthWiring {

    private OAuthWiring() {}

    static OAuth oauth(OAuthSettings settings, SqlStore store, SecureRandom random) {
        Set<SignatureMethod> methods = Arrays.stream(SignatureMethod.values())
                .filter(method -> settings.signatureMethods().contains(method.wireName()))
                .collect(Collectors.toUnmodifiableSet());
        BodyHash bodyHash = settings.bodyHashRequired() ? BodyHash.REQUIRED : BodyHash.OPTIONAL;
        return new OAuth(
                new OAuth.Settings(methods, bodyHash, settings.clockSkew(),
                        new TokenLimits(settings.temporaryTokenLife(), settings.accessTokenLife())),
                store.access(), InstantSource.system(), random,
                store.nonces().map(nonces -> new OAuth.Cluster(nonces, store.requestNonceKey())));
    }
}
