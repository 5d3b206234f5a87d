package io.sbc.admin.http;

import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.Route.Access;
import io.sbc.core.access.Permission;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An operation that was just added: what it takes and gives may be said, for the OpenAPI document. Used by the thread that adds. */
public final class Operation {

    private final HandlerType method;
    private final String path;
    private final Access access;
    private final Optional<Permission> needed;
    private final String summary;
    private final Map<Integer, Schema> answers = new TreeMap<>();
    private Optional<Schema> body = Optional.empty();

    Operation(HandlerType method, String path, Access access, Optional<Permission> needed, String summary) {
        this.method = method;
        this.path = path;
        this.access = access;
        this.needed = needed;
        this.summary = summary;
    }

    /** The JSON object in its requests. */
    public Operation takes(Schema schema) {
        body = Optional.of(schema);
        return this;
    }

    /** The JSON object in its answers with status 200. */
    public Operation returns(Schema schema) {
        return returns(HttpStatus.OK.getCode(), schema);
    }

    /** The JSON object in its answers with that status. */
    public Operation returns(int status, Schema schema) {
        answers.put(status, schema);
        return this;
    }

    Route route() {
        return new Route(method, path, access, needed, summary, body, answers);
    }
}
