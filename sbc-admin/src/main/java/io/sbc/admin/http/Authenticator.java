package io.sbc.admin.http;

import io.javalin.http.Context;
import java.util.Optional;

/** One way to say who one is. Called on virtual threads, before anything of a route is done. */
public interface Authenticator {

    /**
     * Who made the request; empty when it carries no credentials of this kind, and the next one is asked.
     *
     * @throws Unauthorized when it carries some and they are not good
     */
    Optional<Caller> authenticate(Context context) throws BadInput, Unauthorized;
}
