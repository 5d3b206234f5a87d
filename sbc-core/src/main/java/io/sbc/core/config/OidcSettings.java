package io.sbc.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code admin.oidc}: log-in by an OpenID provider.
 *
 * @param issuer empty: there is none
 * @param title what people know the provider by
 * @param clientSecretFile empty for a public client
 * @param redirect our callback, as the provider knows it
 * @param nameClaim the claim that says what somebody is called
 * @param roleClaim the claim that says what somebody is; dots lead into objects
 * @param administrators values of it that make an administrator
 * @param trust who may vouch for the provider's certificate; empty: whom the system trusts
 */
public record OidcSettings(String issuer, String title, String clientId, Optional<Path> clientSecretFile,
        String redirect, List<String> scopes, String nameClaim, String roleClaim, List<String> administrators,
        List<String> operators, List<String> auditors, Optional<Path> trust) {

    static final OidcSettings NONE = new OidcSettings("", "", "", Optional.empty(), "", List.of("openid"), "sub",
            "groups", List.of(), List.of(), List.of(), Optional.empty());

    public OidcSettings {
        scopes = List.copyOf(scopes);
        administrators = List.copyOf(administrators);
        operators = List.copyOf(operators);
        auditors = List.copyOf(auditors);
    }

    /** Whether there is a provider. */
    public boolean isUsed() {
        return !issuer.isEmpty();
    }
}
