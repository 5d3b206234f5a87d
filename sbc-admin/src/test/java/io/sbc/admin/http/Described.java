package io.sbc.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.Locale;
import java.util.Set;

/**
 * Holds real requests and answers against what the server's own OpenAPI document says of them, by a validator of other authors; strictly: a member that the
 * document does not name is a fault of the document, to be mended in the {@code Schema} beside the handler.
 */
public final class Described {

    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 303);

    private final ObjectMapper mapper = new ObjectMapper();
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private final JsonNode document;

    /** @param document as {@code /api/v1/openapi.json} is answered */
    public Described(String document) {
        this.document = parse(document);
    }

    private JsonNode parse(String json) {
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    /** @param path with its query, behind the host */
    public void check(String method, String path, String request, int status, String type, String body) {
        String what = method + " " + path + " " + status;
        if (status >= 400) {
            assertEquals("application/problem+json", type.split(";", 2)[0], what);
            hold(what, document.at("/components/schemas/Problem").deepCopy(), body, false);
            return;
        }
        JsonNode operation = operation(method.toLowerCase(Locale.ROOT), path.split("\\?", 2)[0]);
        assertTrue(operation.isObject(), what + " is not described");
        JsonNode form = operation.at("/requestBody/content/application~1json/schema");
        if (form.isObject() && !request.isEmpty()) {
            hold(what + ", request", form.deepCopy(), request, true);
        }
        if (status == 304) { // whoever asks on a condition knows (RFC 9110 §15.4.5)
            return;
        }
        JsonNode answer = operation.path("responses").path(String.valueOf(status));
        assertTrue(answer.isObject(), what + " is not described");
        if (WITHOUT_BODY.contains(status)) {
            return;
        }
        String media = type.split(";", 2)[0];
        JsonNode content = answer.path("content").path(media);
        assertTrue(content.isObject(), what + " is not described as " + media);
        if (media.equals("application/json")) {
            hold(what, content.path("schema").deepCopy(), body, true);
        }
    }

    /** The answer to a GET of which nothing but the body is known: a document that is no problem has the status 200. */
    public void checkDocument(String path, String body) {
        if (body.startsWith("{") && !parse(body).has("title")) {
            check("GET", path, "", 200, "application/json", body);
        }
    }

    /** A path without parameters stands before one with. */
    private JsonNode operation(String method, String path) {
        JsonNode found = mapper.missingNode();
        for (var entry : document.path("paths").properties()) {
            boolean exact = entry.getKey().equals(path);
            boolean fits = path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+"));
            if (entry.getValue().has(method) && (exact || (fits && found.isMissingNode()))) {
                found = entry.getValue().path(method);
                if (exact) {
                    return found;
                }
            }
        }
        return found;
    }

    private void hold(String what, JsonNode schema, String body, boolean strict) {
        if (strict) {
            close(schema);
        }
        assertEquals(Set.of(), schemas.getSchema(schema).validate(parse(body)), what + ": " + body);
    }

    /** Nothing but what is named. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(Described::close);
    }
}
