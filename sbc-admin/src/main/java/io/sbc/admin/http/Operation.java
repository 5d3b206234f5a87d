package io.sbc.admin.http;

import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.Route.Access;
import io.sbc.core.access.Permission;
import java.util.LinkedHashMap;
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
    private final Map<Integer, String> others = new TreeMap<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private Optional<Schema> body = Optional.empty();
    private Optional<String> bodyType = Optional.empty();

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

    /** Likewise, of something else than JSON. */
    public Operation takes(String mediaType) {
        bodyType = Optional.of(mediaType);
        return this;
    }

    /** A parameter of the query, and what it means. */
    public Operation asks(String parameter, String meaning) {
        parameters.put(parameter, meaning);
        return this;
    }

    /** Parameters of the query, with what they mean. */
    public Operation asks(Map<String, String> more) {
        parameters.putAll(more);
        return this;
    }

    /** It answers with status 200, and something else than JSON. */
    public Operation gives(String mediaType) {
        others.put(HttpStatus.OK.getCode(), mediaType);
        return this;
    }

    /** It answers with this status and no body: 204 where something was done, 303 where it leads elsewhere. */
    public Operation ends(HttpStatus status) {
        others.put(status.getCode(), "");
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
        if (method.equals(HandlerType.DELETE) && answers.isEmpty() && others.isEmpty()) {
            ends(HttpStatus.NO_CONTENT);
        }
        return new Route(method, path, access, needed, summary, new Route.Takes(parameters, body, bodyType),
                new Route.Gives(answers, others));
    }
}
