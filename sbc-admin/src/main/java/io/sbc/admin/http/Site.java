package io.sbc.admin.http;

import io.javalin.config.RoutesConfig;
import io.sbc.admin.http.edge.InnerDoor;
import java.util.function.IntSupplier;

/** Pages for people, served beside the API by the same server. What they read and change they ask the API for. */
@FunctionalInterface
public interface Site {

    /** None. */
    Site NONE = (_, _, _) -> {};

    /**
     * Adds its paths; once, before the server starts. Requests come on virtual threads.
     *
     * @param api the way to the API
     * @param securePort of the listener with TLS, while the server runs; 0 when there is none
     */
    void register(RoutesConfig routes, InnerDoor api, IntSupplier securePort);
}
