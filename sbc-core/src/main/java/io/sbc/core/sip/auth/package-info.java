/**
 * Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760) both ways: {@link io.sbc.core.sip.auth.DigestAuthenticator}
 * challenges the phones, {@link io.sbc.core.sip.auth.DigestClient} answers a PBX. Nonces are signed, not stored. Called
 * by registrar and call control on their shard; nothing here does I/O, logs, or prints a secret.
 */
@NullMarked
package io.sbc.core.sip.auth;

import org.jspecify.annotations.NullMarked;
