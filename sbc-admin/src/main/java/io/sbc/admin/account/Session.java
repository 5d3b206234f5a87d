package io.sbc.admin.account;

import io.sbc.core.access.Role;
import io.sbc.core.directory.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody is logged in.
 *
 * @param account whose
 * @param token what the cookie holds; here only its digest is kept, so it is empty but for a session that was just opened
 * @param csrf what requests that change something have to show beside the cookie, which browsers send by themselves
 * @param password the hash that was right: a session ends when the account gets another
 * @param role of somebody who has no account here: an OpenID provider said who it is
 * @param ends at the latest, however busy
 */
public record Session(String account, Secret token, Secret csrf, String password, Optional<Role> role, Instant opened,
        Instant ends) {

    /** Nobody's. */
    static final Session NONE = new Session("", new Secret(""), new Secret(""), "", Optional.empty(), Instant.EPOCH,
            Instant.EPOCH);

    Session withoutToken() {
        return new Session(account, new Secret(""), csrf, password, role, opened, ends);
    }
}
