package io.sbc.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.sbc.admin.oidc.OidcFailure.Kind;
import io.sbc.core.directory.Secret;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks ID tokens (OpenID Connect Core 1.0 §3.1.3.7): signed by RS256 or ES256 with one of the provider's keys, from that provider, for us, within
 * their time, with the nonce of this log-in. Nothing in a token chooses how it is checked but among those two. Thread-safe.
 */
final class IdTokens {

    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final int LENGTH_MAX = 64 * 1024;
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private final Provider provider;
    private final String issuer;
    private final String clientId;
    private final InstantSource clock;

    IdTokens(Provider provider, String issuer, String clientId, InstantSource clock) {
        this.provider = provider;
        this.issuer = issuer;
        this.clientId = clientId;
        this.clock = clock;
    }

    /** What a token says, when it holds. */
    JWTClaimsSet checked(String text, Secret nonce) throws OidcFailure {
        if (text.length() > LENGTH_MAX) {
            throw refused("it is too long");
        }
        try {
            SignedJWT token = SignedJWT.parse(text); // one without signature is none of these
            checkSignature(token);
            JWTClaimsSet claims = token.getJWTClaimsSet();
            checkClaims(claims, nonce);
            return claims;
        } catch (ParseException e) {
            throw refused("it is no signed token");
        }
    }

    private void checkSignature(SignedJWT token) throws OidcFailure {
        JWSHeader header = token.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw refused("it is signed by " + ProviderClient.printable(header.getAlgorithm().getName()));
        }
        KeyType type = KeyType.forAlgorithm(header.getAlgorithm());
        List<JWK> keys = provider.keys(key -> type.equals(key.getKeyType())
                && (header.getKeyID() == null || header.getKeyID().equals(key.getKeyID()))
                && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE)));
        boolean good = false;
        for (JWK key : keys) {
            good |= isSignedBy(token, key);
        }
        if (!good) {
            throw refused("none of the provider's keys has signed it");
        }
    }

    private static boolean isSignedBy(SignedJWT token, JWK key) {
        try {
            JWSVerifier verifier = key.getKeyType().equals(KeyType.RSA)
                    ? new RSASSAVerifier(key.toRSAKey().toRSAPublicKey())
                    : new ECDSAVerifier(key.toECKey().toECPublicKey());
            return token.verify(verifier);
        } catch (JOSEException e) {
            return false; // a key of another curve, or one that is none
        }
    }

    private void checkClaims(JWTClaimsSet claims, Secret nonce) throws OidcFailure, ParseException {
        if (!issuer.equals(claims.getIssuer())) {
            throw refused("another provider made it");
        }
        List<String> audience = claims.getAudience();
        String party = claims.getStringClaim("azp");
        if (!audience.contains(clientId) || (audience.size() > 1 && party == null)
                || (party != null && !party.equals(clientId))) {
            throw refused("it is for somebody else");
        }
        Instant now = clock.instant();
        Instant ends = instant(claims.getExpirationTime()).orElseThrow(() -> refused("it says no end"));
        if (!now.isBefore(ends.plus(SKEW))) {
            throw refused("it has expired");
        }
        Instant made = instant(claims.getIssueTime()).orElseThrow(() -> refused("it says no beginning"));
        Instant from = instant(claims.getNotBeforeTime()).orElse(made);
        if (made.isAfter(now.plus(SKEW)) || from.isAfter(now.plus(SKEW))) {
            throw refused("it is of the future");
        }
        String said = claims.getStringClaim("nonce");
        if (said == null || !new Secret(said).equals(nonce)) {
            throw refused("it is of another log-in");
        }
        if (claims.getSubject() == null || claims.getSubject().isEmpty()) {
            throw refused("it is of nobody");
        }
    }

    private static Optional<Instant> instant(java.util.@org.jspecify.annotations.Nullable Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }

    private static OidcFailure refused(String why) {
        return new OidcFailure(Kind.TOKEN, "What the provider says does not hold: " + why + ".");
    }
}
