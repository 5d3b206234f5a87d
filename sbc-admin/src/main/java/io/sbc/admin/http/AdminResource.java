package io.sbc.admin.http;

import io.javalin.config.RoutesConfig;

/** Paths below the admin server that one part of the SBC answers. */
public interface AdminResource {

    /** Adds its paths; once, before the server starts. Requests come on virtual threads. */
    void register(RoutesConfig routes);
}
