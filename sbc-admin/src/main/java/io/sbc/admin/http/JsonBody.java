package io.sbc.admin.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A JSON object that came as the body of a request, of at most {@link #LENGTH_MAX} octets. It must be declared as JSON: a web page of
 * somebody else cannot send that across sites without being asked for leave first, which this server never gives.
 */
public final class JsonBody {

    static final int LENGTH_MAX = 16_384;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String JSON = "application/json";

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    /** The body of a request. */
    public static JsonBody of(Context context) throws BadInput {
        String type = context.contentType();
        if (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith(JSON)) {
            throw new BadInput(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body has to be " + JSON + ".");
        }
        byte[] octets = context.bodyAsBytes();
        if (octets.length > LENGTH_MAX) {
            throw new BadInput(HttpStatus.CONTENT_TOO_LARGE, "The body is longer than " + LENGTH_MAX + " octets.");
        }
        try {
            JsonNode body = MAPPER.readTree(octets);
            if (body.isObject()) {
                return new JsonBody(body);
            }
        } catch (JsonProcessingException malformed) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "The body is no JSON.");
        } catch (IOException unreadable) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "The body cannot be read.");
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, "The body has to be a JSON object.");
    }

    /** So that a misspelt field is not taken for one that was left out. */
    public JsonBody knowingOnly(Set<String> fields) throws BadInput {
        for (var names = object.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!fields.contains(name)) {
                throw new BadInput(HttpStatus.BAD_REQUEST,
                        name + " is not known here: " + String.join(", ", new TreeSet<>(fields)) + ".");
            }
        }
        return this;
    }

    /** Empty when it is left out, or null. */
    public Optional<String> text(String field) throws BadInput {
        Optional<JsonNode> value = value(field);
        if (value.isPresent() && !value.get().isTextual()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, field + " has to be a string.");
        }
        return value.map(JsonNode::asText);
    }

    /** Refused when it is left out. */
    public String requiredText(String field) throws BadInput {
        return text(field).orElseThrow(() -> BadInput.missing(field));
    }

    /** Empty when it is left out, or null. */
    public Optional<Boolean> flag(String field) throws BadInput {
        Optional<JsonNode> value = value(field);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, field + " has to be true or false.");
        }
        return value.map(JsonNode::asBoolean);
    }

    /** Empty when it is left out, or null. */
    public Optional<Integer> number(String field, int min, int max) throws BadInput {
        Optional<JsonNode> value = value(field);
        if (value.isPresent()
                && !(value.get().canConvertToInt() && value.get().isIntegralNumber() && value.get().asInt() >= min
                        && value.get().asInt() <= max)) {
            throw new BadInput(HttpStatus.BAD_REQUEST, field + " has to be a number from " + min + " to " + max + ".");
        }
        return value.map(JsonNode::asInt);
    }

    /** Empty when it is left out, or null. */
    public Optional<List<String>> texts(String field) throws BadInput {
        Optional<JsonNode> value = value(field);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        boolean array = value.get().isArray();
        for (JsonNode element : value.get()) {
            array &= element.isTextual();
            texts.add(element.asText());
        }
        if (!array) {
            throw new BadInput(HttpStatus.BAD_REQUEST, field + " has to be an array of strings.");
        }
        return Optional.of(texts);
    }

    private Optional<JsonNode> value(String field) {
        return Optional.ofNullable(object.get(field)).filter(value -> !value.isNull());
    }
}
