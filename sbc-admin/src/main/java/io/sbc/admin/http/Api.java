package io.sbc.admin.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.sbc.admin.http.Route.Access;
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
    private final List<Operation> operations = new ArrayList<>();

    Api(RoutesConfig javalin, List<Authenticator> authenticators) {
        this.javalin = javalin;
        this.authenticators = List.copyOf(authenticators);
    }

    /** Adds {@code GET /api/v1} + path. */
    public Operation get(String path, Permission needed, String summary, ApiHandler handler) {
        return add(HandlerType.GET, path, needed, summary, handler);
    }

    /** Adds {@code POST /api/v1} + path. */
    public Operation post(String path, Permission needed, String summary, ApiHandler handler) {
        return add(HandlerType.POST, path, needed, summary, handler);
    }

    /** Adds {@code PUT /api/v1} + path. */
    public Operation put(String path, Permission needed, String summary, ApiHandler handler) {
        return add(HandlerType.PUT, path, needed, summary, handler);
    }

    /** Adds {@code PATCH /api/v1} + path. */
    public Operation patch(String path, Permission needed, String summary, ApiHandler handler) {
        return add(HandlerType.PATCH, path, needed, summary, handler);
    }

    /** Adds {@code DELETE /api/v1} + path. */
    public Operation delete(String path, Permission needed, String summary, ApiHandler handler) {
        return add(HandlerType.DELETE, path, needed, summary, handler);
    }

    /** Adds one below {@code /api/v1} that everybody may ask for of whom it is known who it is. */
    public Operation known(HandlerType method, String path, String summary, ApiHandler handler) {
        javalin.addHttpHandler(method, PREFIX + path, context -> handler.handle(context, caller(context)));
        return added(new Operation(method, PREFIX + path, Access.KNOWN, Optional.empty(), summary));
    }

    /** Adds an operation that anybody may ask for, or that sees to it itself; its path is from the root. */
    public Operation open(HandlerType method, String path, String summary, Handler handler) {
        javalin.addHttpHandler(method, path, handler);
        return added(new Operation(method, path, Access.OPEN, Optional.empty(), summary));
    }

    /** Adds one that anybody may ask for in clear, which is for this machine, and over TLS who has the permission; its path is from the root. */
    Operation openInClear(HandlerType method, String path, Permission needed, String summary, Handler handler) {
        javalin.addHttpHandler(method, path, context -> {
            if (context.req().isSecure()) {
                allowed(context, needed);
            }
            handler.handle(context);
        });
        return added(new Operation(method, path, Access.OPEN_IN_CLEAR, Optional.of(needed), summary));
    }

    /** All that was added, in that order. */
    public List<Route> routes() {
        return operations.stream().map(Operation::route).toList();
    }

    private Operation add(HandlerType method, String path, Permission needed, String summary, ApiHandler handler) {
        javalin.addHttpHandler(method, PREFIX + path, context -> handler.handle(context, allowed(context, needed)));
        return added(new Operation(method, PREFIX + path, Access.PERMITTED, Optional.of(needed), summary));
    }

    private Operation added(Operation operation) {
        operations.add(operation);
        return operation;
    }

    private Caller allowed(Context context, Permission needed) throws BadInput, Unauthorized {
        Caller caller = caller(context);
        if (!caller.may(needed)) {
            throw Unauthorized.permission(needed.wireName());
        }
        return caller;
    }

    private Caller caller(Context context) throws BadInput, Unauthorized {
        for (Authenticator authenticator : authenticators) {
            Optional<Caller> caller = authenticator.authenticate(context);
            if (caller.isPresent()) {
                return caller.get();
            }
        }
        throw Unauthorized.nobody();
    }
}
