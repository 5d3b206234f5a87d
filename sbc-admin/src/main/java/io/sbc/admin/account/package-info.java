/**
 * Administrators and their programs: passwords, sessions, API keys, and what becomes of whoever guesses. Called on virtual threads by the
 * resources and authenticators of the API. OWASP's cheat sheets on authentication, password storage and session management are followed;
 * docs/security.md says how.
 */
@NullMarked
package io.sbc.admin.account;

import org.jspecify.annotations.NullMarked;
