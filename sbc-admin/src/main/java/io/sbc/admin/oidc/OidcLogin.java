package io.sbc.admin.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.sbc.admin.oidc.OidcFailure.Kind;
import io.sbc.admin.oidc.PendingLogins.Pending;
import io.sbc.core.access.Role;
import io.sbc.core.config.OidcSettings;
import io.sbc.core.directory.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Log-in by the provider that {@code admin.oidc} names: authorization code flow with PKCE (RFC 7636), state, nonce, and a cookie that ties both ends to one
 * browser. Thread-safe; waits for the provider.
 */
public final class OidcLogin implements AutoCloseable {

    private final OidcSettings settings;
    private final Optional<Secret> clientSecret;
    private final ProviderClient client;
    private final Provider provider;
    private final IdTokens tokens;
    private final Claims claims;
    private final PendingLogins pending;

    /**
     * A log-in that begins.
     *
     * @param address where the browser is sent
     * @param browser what it has to bring back in a cookie
     */
    public record Start(URI address, Secret browser) {}

    /** What came back: the address's parameters and the cookie; empty where there was none. */
    public record Return(String state, String code, String error, String issuer, String browser) {}

    /**
     * Who it is.
     *
     * @param name begins with {@code oidc:}
     */
    public record Person(String name, Role role) {}

    /**
     * @param clientSecret empty for a public client
     * @param trust who may vouch for the provider; empty: whom the system trusts
     */
    public OidcLogin(OidcSettings settings, Optional<Secret> clientSecret, Optional<SSLContext> trust,
            InstantSource clock, SecureRandom random) {
        this.settings = settings;
        this.clientSecret = clientSecret;
        client = new ProviderClient(trust);
        provider = new Provider(settings.issuer(), client, clock);
        tokens = new IdTokens(provider, settings.issuer(), settings.clientId(), clock);
        claims = new Claims(settings);
        pending = new PendingLogins(clock, random);
    }

    /** What people know the provider by. */
    public String title() {
        return settings.title();
    }

    /** How many have begun and not come back. */
    public int pending() {
        return pending.size();
    }

    /** Somebody wants to be let in. */
    public Start start() throws OidcFailure {
        URI authorization = provider.addresses().authorization();
        Pending begun = pending.begin();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", settings.clientId());
        query.put("redirect_uri", settings.redirect());
        query.put("scope", String.join(" ", settings.scopes()));
        query.put("state", begun.state().reveal());
        query.put("nonce", begun.nonce().reveal());
        query.put("code_challenge", PendingLogins.digest(begun.verifier().reveal()));
        query.put("code_challenge_method", "S256");
        String mark = authorization.getRawQuery() == null ? "?" : "&";
        return new Start(URI.create(authorization + mark + form(query)), begun.browser());
    }

    /** Somebody comes back; who it is. */
    public Person finish(Return back) throws OidcFailure {
        Pending begun = pending.end(back.state(), back.browser()).orElseThrow(() -> new OidcFailure(Kind.STATE,
                "This log-in was not begun by this browser, has been used already, or took too long. Begin anew."));
        boolean mustName = provider.addresses().namesItself();
        if (back.issuer().isEmpty() ? mustName : !back.issuer().equals(settings.issuer())) {
            throw new OidcFailure(Kind.STATE, "Another provider answers than was asked (RFC 9207).");
        }
        if (!back.error().isEmpty() || back.code().isEmpty()) {
            throw new OidcFailure(Kind.REFUSED, "The provider lets nobody in: "
                    + (back.error().isEmpty() ? "it gave no code" : ProviderClient.printable(back.error())) + ".");
        }
        JWTClaimsSet said = tokens.checked(idToken(back.code(), begun), begun.nonce());
        return new Person(claims.name(said), claims.role(said));
    }

    private String idToken(String code, Pending begun) throws OidcFailure {
        Provider.Addresses addresses = provider.addresses();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", settings.redirect());
        form.put("code_verifier", begun.verifier().reveal());
        form.put("client_id", settings.clientId());
        Optional<String> authorization = Optional.empty();
        if (clientSecret.isPresent() && addresses.basic()) {
            authorization = Optional.of("Basic " + Base64.getEncoder().encodeToString(
                    (encoded(settings.clientId()) + ":" + encoded(clientSecret.get().reveal()))
                            .getBytes(StandardCharsets.UTF_8)));
        } else {
            clientSecret.ifPresent(secret -> form.put("client_secret", secret.reveal()));
        }
        String token = client.post(addresses.token(), form(form), authorization).path("id_token").asText();
        if (token.isEmpty()) {
            throw new OidcFailure(Kind.PROVIDER, "The provider gave no ID token.");
        }
        return token;
    }

    /** Where somebody who logged out here logs out there, too (OpenID Connect RP-Initiated Logout 1.0); empty where that is not to be had. */
    public Optional<String> logout() {
        try {
            return provider.addresses().end().map(end -> end + (end.getRawQuery() == null ? "?" : "&")
                    + form(Map.of("client_id", settings.clientId())));
        } catch (OidcFailure unreachable) {
            return Optional.empty();
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream().map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
