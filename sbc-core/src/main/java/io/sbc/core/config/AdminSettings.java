package io.sbc.core.config;

/**
 * {@code admin}.
 *
 * @param address where HTTP in clear is served, to this machine
 * @param api the same over TLS, to others
 * @param http what either bears
 * @param oidc who else may say who administrators are
 */
public record AdminSettings(String address, int port, OAuthSettings oauth, ApiListener api, HttpLimits http,
        AccountSettings accounts, OidcSettings oidc) {

    /** In clear only, with limits that no test reaches by accident. */
    public AdminSettings(String address, int port, OAuthSettings oauth) {
        this(address, port, oauth, ApiListener.NONE, HttpLimits.WIDE, AccountSettings.USUAL, OidcSettings.NONE);
    }

    /** Without an OpenID provider. */
    public AdminSettings(String address, int port, OAuthSettings oauth, ApiListener api, HttpLimits http,
            AccountSettings accounts) {
        this(address, port, oauth, api, http, accounts, OidcSettings.NONE);
    }
}
