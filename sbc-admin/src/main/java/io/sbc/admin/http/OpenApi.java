package io.sbc.admin.http;

import io.sbc.admin.http.Route.Access;
import io.sbc.core.access.Permission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes the API (OpenAPI 3.1.0) from what was added to it: there is no second list that could differ. Pure. */
final class OpenApi {

    private static final String DESCRIPTION = "description";
    private static final String SCHEMA = "schema";
    private static final String CONTENT = "content";
    private static final String JSON = "application/json";
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final Schema PROBLEM = Schema.object().text("type").text("title").integer("status").text("detail")
            .text("instance").text("code").required("type", "title", "status", "detail");

    private OpenApi() {}

    static Map<String, Object> document(List<Route> routes, String version) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "SBC", "version", version, DESCRIPTION,
                "Every error is a problem document (RFC 9457). Every answer has X-Correlation-Id. Secrets go in and never come out, but once where the SBC made them."));
        document.put("paths", paths(routes));
        document.put("components", Map.of("schemas", Map.of("Problem", PROBLEM.json()), "securitySchemes", schemes()));
        return document;
    }

    private static Map<String, Object> paths(List<Route> routes) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), _ -> new TreeMap<>())
                    .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
        }
        return new LinkedHashMap<>(paths);
    }

    private static Map<String, Object> operation(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", route.summary());
        route.needed().map(Permission::wireName).ifPresent(needed -> operation.put("x-permission", needed));
        List<Map<String, Object>> parameters = new ArrayList<>();
        for (Matcher parameter = PARAMETER.matcher(route.path()); parameter.find();) {
            parameters.add(Map.of("name", parameter.group(1), "in", "path", "required", true, SCHEMA,
                    Map.of("type", "string")));
        }
        route.takes().parameters().forEach((name, meaning) -> parameters.add(
                Map.of("name", name, "in", "query", DESCRIPTION, meaning, SCHEMA, Map.of("type", "string"))));
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        Map<String, Object> content = new TreeMap<>();
        route.takes().body().ifPresent(body -> content.put(JSON, Map.of(SCHEMA, body.json())));
        route.takes().bodyType().ifPresent(type -> content.put(type, Map.of()));
        if (!content.isEmpty()) {
            operation.put("requestBody", Map.of("required", true, CONTENT, content));
        }
        operation.put("responses", responses(route));
        operation.put("security", route.access() == Access.OPEN ? List.of() : security());
        return operation;
    }

    private static Map<String, Object> responses(Route route) {
        Map<String, Object> responses = new TreeMap<>();
        route.gives().json().forEach((status, schema) -> responses.put(status.toString(),
                Map.of(DESCRIPTION, "Done", CONTENT, Map.of(JSON, Map.of(SCHEMA, schema.json())))));
        route.gives().others().forEach((status, type) -> responses.put(status.toString(), type.isEmpty()
                ? Map.of(DESCRIPTION, "Done, without a body")
                : Map.of(DESCRIPTION, "Done", CONTENT, Map.of(type, Map.of()))));
        if (responses.isEmpty()) {
            responses.put("2XX", Map.of(DESCRIPTION, "Done"));
        }
        responses.put("default", Map.of(DESCRIPTION, "What went wrong", CONTENT, Map
                .of("application/problem+json", Map.of(SCHEMA, Map.of("$ref", "#/components/schemas/Problem")))));
        return responses;
    }

    private static List<Map<String, Object>> security() {
        return List.of(Map.of("oauth1", List.of()), Map.of("apiKey", List.of()),
                Map.of("session", List.of(), "csrf", List.of()));
    }

    private static Map<String, Object> schemes() {
        Map<String, Object> schemes = new TreeMap<>();
        schemes.put("oauth1",
                Map.of("type", "http", "scheme", "OAuth", DESCRIPTION, "RFC 5849, for provisioning managers"));
        schemes.put("apiKey",
                Map.of("type", "http", "scheme", "bearer", DESCRIPTION, "For programs of administrators"));
        schemes.put("session", Map.of("type", "apiKey", "in", "cookie", "name", "__Host-sbc-session"));
        schemes.put("csrf", Map.of("type", "apiKey", "in", "header", "name", "X-CSRF-Token", DESCRIPTION,
                "Beside the cookie, for what is not GET"));
        return schemes;
    }
}
