/**
 * Log-in by an OpenID provider (OpenID Connect Core 1.0, authorization code flow with PKCE): {@link io.sbc.admin.oidc.OidcLogin} sends a browser there
 * and takes it back; {@code ProviderClient} asks the provider, {@code IdTokens} checks what it says, {@code Claims} makes a role of it. Everything
 * that waits or is kept has a limit. Nothing here lets anybody in by itself: sessions are made by {@code admin.account}.
 */
@NullMarked
package io.sbc.admin.oidc;

import org.jspecify.annotations.NullMarked;
