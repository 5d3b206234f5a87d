package io.sbc.admin.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.sbc.core.access.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where parts of the SBC add their operations. Each says what permission it needs; no handler runs before its caller is known and has
 * it. Built by one thread, before the server starts.
 */
public final class Api {

    /** Before the path of every operation that needs a permission. */
    public static final String PREFIX = "/api/v1";

    private final RoutesConfig javalin;
    private final List<Authenticator> authenticators;
    private final List<Route> routes = new ArrayList<>();

    Api(RoutesConfig javalin, List<Authenticator> authenticators) {
        this.javalin = javalin;
        this.authenticators = List.copyOf(authenticators);
    }

    /** Adds {@code GET /api/v1} + path. */
    public void get(String path, Permission needed, String summary, ApiHandler handler) {
        add(HandlerType.GET, path, needed, summary, handler);
    }

    /** Adds {@code POST /api/v1} + path. */
    public void post(String path, Permission needed, String summary, ApiHandler handler) {
        add(HandlerType.POST, path, needed, summary, handler);
    }

    /** Adds {@code PUT /api/v1} + path. */
    public void put(String path, Permission needed, String summary, ApiHandler handler) {
        add(HandlerType.PUT, path, needed, summary, handler);
    }

    /** Adds {@code PATCH /api/v1} + path. */
    public void patch(String path, Permission needed, String summary, ApiHandler handler) {
        add(HandlerType.PATCH, path, needed, summary, handler);
    }

    /** Adds {@code DELETE /api/v1} + path. */
    public void delete(String path, Permission needed, String summary, ApiHandler handler) {
        add(HandlerType.DELETE, path, needed, summary, handler);
    }

    /** Adds an operation that anybody may ask for, or that sees to it itself; its path is from the root. */
    public void open(HandlerType method, String path, String summary, Handler handler) {
        routes.add(new Route(method, path, Optional.empty(), summary));
        javalin.addHttpHandler(method, path, handler);
    }

    /** Over TLS only for callers with that permission; in clear, which is for this machine, for everybody. */
    Handler known(Permission needed, Handler handler) {
        return context -> {
            if (context.req().isSecure()) {
                allowed(context, needed);
            }
            handler.handle(context);
        };
    }

    /** All that was added, in that order. */
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    private void add(HandlerType method, String path, Permission needed, String summary, ApiHandler handler) {
        routes.add(new Route(method, PREFIX + path, Optional.of(needed), summary));
        javalin.addHttpHandler(method, PREFIX + path, context -> handler.handle(context, allowed(context, needed)));
    }

    private Caller allowed(Context context, Permission needed) throws BadInput, Unauthorized {
        for (Authenticator authenticator : authenticators) {
            Optional<Caller> caller = authenticator.authenticate(context);
            if (caller.isPresent()) {
                if (!caller.get().may(needed)) {
                    throw Unauthorized.permission(needed.wireName());
                }
                return caller.get();
            }
        }
        throw Unauthorized.nobody();
    }
}
