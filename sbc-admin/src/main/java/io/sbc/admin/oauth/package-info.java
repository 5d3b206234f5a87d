/**
 * OAuth 1.0 (RFC 5849) from the server's side: what a signed request says, whether its signature, time and nonce are good, and
 * what a temporary token becomes. Knows neither HTTP library nor database: requests come as {@link
 * io.sbc.admin.oauth.SignedRequest}, secrets by {@link io.sbc.admin.oauth.Secrets}.
 */
@NullMarked
package io.sbc.admin.oauth;

import org.jspecify.annotations.NullMarked;
