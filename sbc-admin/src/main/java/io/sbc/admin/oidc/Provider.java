package io.sbc.admin.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.sbc.admin.oidc.OidcFailure.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the provider says of itself: its addresses (OpenID Connect Discovery 1.0 §4) and its keys (RFC 7517), each remembered for an hour. A key that
 * is not known has the keys fetched anew, at most every {@link #PAUSE}: so a provider changes them when it likes, and nobody has it asked all the time.
 * Thread-safe; waits for the network.
 */
final class Provider {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final String issuer;
    private final ProviderClient client;
    private final InstantSource clock;
    private @Nullable Addresses addresses;
    private @Nullable JWKSet keys;
    private Instant addressesAsked = Instant.EPOCH;
    private Instant keysAsked = Instant.EPOCH;

    /**
     * Where to go.
     *
     * @param end where the person logs out there, if that is to be had
     * @param basic whether our secret goes into the header; else into the form
     * @param namesItself whether its answers say who it is (RFC 9207)
     */
    record Addresses(URI authorization, URI token, URI keys, Optional<URI> end, boolean basic, boolean namesItself) {}

    Provider(String issuer, ProviderClient client, InstantSource clock) {
        this.issuer = issuer;
        this.client = client;
        this.clock = clock;
    }

    /** Where to go. */
    synchronized Addresses addresses() throws OidcFailure {
        Addresses known = addresses;
        Instant now = clock.instant();
        Duration age = Duration.between(addressesAsked, now);
        if (known != null && age.compareTo(FRESH) < 0) {
            return known;
        }
        if (age.compareTo(PAUSE) < 0) {
            throw new OidcFailure(Kind.PROVIDER, "The provider could not be reached a moment ago.");
        }
        addressesAsked = now;
        try {
            Addresses read = read(client.get(
                    URI.create(issuer.replaceFirst("/+$", "") + "/.well-known/openid-configuration")));
            addresses = read;
            return read;
        } catch (OidcFailure failure) {
            if (known != null) {
                return known;
            }
            throw failure;
        }
    }

    private Addresses read(JsonNode document) throws OidcFailure {
        if (!document.path("issuer").asText().equals(issuer)) {
            throw new OidcFailure(Kind.PROVIDER, "The provider says that it is another one.");
        }
        JsonNode methods = document.path("token_endpoint_auth_methods_supported");
        boolean basic = !methods.isArray();
        for (JsonNode method : methods) {
            basic |= method.asText().equals("client_secret_basic");
        }
        Optional<URI> end = document.path("end_session_endpoint").isTextual()
                ? Optional.of(address(document, "end_session_endpoint"))
                : Optional.empty();
        return new Addresses(address(document, "authorization_endpoint"), address(document, "token_endpoint"),
                address(document, "jwks_uri"), end, basic,
                document.path("authorization_response_iss_parameter_supported").asBoolean());
    }

    /** As safe as the issuer itself. */
    private URI address(JsonNode document, String field) throws OidcFailure {
        try {
            URI uri = new URI(document.path(field).asText());
            if (uri.getHost() != null && ("https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme()) && issuer.startsWith("http:")))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new OidcFailure(Kind.PROVIDER, "The provider's " + field + " is no address with https.");
    }

    /** The keys that may have signed; none where the provider has none like it. */
    synchronized List<JWK> keys(Predicate<JWK> fits) throws OidcFailure {
        Instant now = clock.instant();
        Duration age = Duration.between(keysAsked, now);
        List<JWK> found = keys == null ? List.of() : keys.getKeys().stream().filter(fits).toList();
        if (keys == null || age.compareTo(FRESH) >= 0 || (found.isEmpty() && age.compareTo(PAUSE) >= 0)) {
            keysAsked = now;
            try {
                JWKSet fetched = JWKSet.parse(client.get(addresses().keys()).toString());
                keys = fetched;
                found = fetched.getKeys().stream().filter(fits).toList();
            } catch (ParseException e) {
                throw new OidcFailure(Kind.PROVIDER, "The provider's keys cannot be read.");
            }
        }
        return found;
    }
}
