package io.sbc.admin.http.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.users.Given;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The document that a request carries, of flat fields. One that replaces (PUT, POST) puts what it leaves out back to its default; a merge patch
 * (PATCH, RFC 7396) leaves it as it is, and null puts it back. A field that the resource does not know is refused by name: a misspelt one must
 * not be taken for one that was left out. It has to be declared as JSON, which a web page of somebody else cannot send without asking for leave.
 */
public final class Fields {

    static final int LENGTH_MAX = 64 * 1024;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> TYPES = List.of("application/json", "application/merge-patch+json");

    private final JsonNode object;
    private final boolean replaces;

    private Fields(JsonNode object, boolean replaces) {
        this.object = object;
        this.replaces = replaces;
    }

    /** Of a request that makes or replaces a resource. */
    public static Fields replacing(Context context, Set<String> known) throws BadInput {
        return new Fields(read(context, TYPES.subList(0, 1)), true).knowingOnly(known);
    }

    /** Of a request that changes one. */
    public static Fields patching(Context context, Set<String> known) throws BadInput {
        return new Fields(read(context, TYPES), false).knowingOnly(known);
    }

    /**
     * The objects of an array that a request carries, each of which makes or replaces a resource.
     *
     * @param known of each of them
     * @param lengthMax octets of the whole
     */
    public static List<Fields> each(Context context, String array, int most, int lengthMax, Set<String> known)
            throws BadInput {
        Fields whole = new Fields(read(context, TYPES.subList(0, 1), lengthMax), true).knowingOnly(Set.of(array));
        JsonNode rows = whole.object.path(array);
        if (!rows.isArray() || rows.size() > most) {
            throw new BadInput(HttpStatus.BAD_REQUEST, array + " has to be an array of at most " + most + " objects.",
                    Map.of("field", array));
        }
        List<Fields> each = new ArrayList<>();
        for (JsonNode row : rows) {
            if (!row.isObject()) {
                throw new BadInput(HttpStatus.BAD_REQUEST,
                        array + "[" + each.size() + "] has to be an object.", Map.of("field", array));
            }
            each.add(new Fields(row, true).knowingOnly(known));
        }
        return each;
    }

    private static JsonNode read(Context context, List<String> types) throws BadInput {
        return read(context, types, LENGTH_MAX);
    }

    private static JsonNode read(Context context, List<String> types, int lengthMax) throws BadInput {
        String declared = Optional.ofNullable(context.contentType()).orElse("").toLowerCase(Locale.ROOT);
        String type = declared.split(";", 2)[0].strip();
        if (!types.contains(type)) {
            throw new BadInput(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "The body has to be " + String.join(" or ", types) + ".");
        }
        byte[] octets = context.bodyAsBytes();
        if (octets.length > lengthMax) {
            throw new BadInput(HttpStatus.CONTENT_TOO_LARGE, "The body is longer than " + lengthMax + " octets.");
        }
        return parse(octets);
    }

    private static JsonNode parse(byte[] octets) throws BadInput {
        try {
            JsonNode body = MAPPER.readTree(octets);
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException malformed) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "The body is no JSON.");
        } catch (IOException unreadable) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "The body cannot be read.");
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, "The body has to be a JSON object.");
    }

    private Fields knowingOnly(Set<String> known) throws BadInput {
        for (var names = object.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new BadInput(HttpStatus.BAD_REQUEST,
                        name + " is not known here: " + String.join(", ", new TreeSet<>(known)) + ".",
                        Map.of("field", name));
            }
        }
        return this;
    }

    /** A text. */
    public Given<String> text(String field) throws BadInput {
        Given<JsonNode> given = given(field);
        demand(given, JsonNode::isTextual, field, "a string");
        return given.map(JsonNode::asText);
    }

    /** A text that the resource has always: a document may leave it out, but not take it away. */
    public Optional<String> lastingText(String field) throws BadInput {
        if (object.path(field).isNull()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, field + " cannot be null: there has to be one.",
                    Map.of("field", field));
        }
        return text(field).said();
    }

    /** A text that the resource cannot be without. */
    public String requiredText(String field) throws BadInput {
        return text(field).said().orElseThrow(() -> BadInput.missing(field));
    }

    /** What is never shown, and therefore stays as it is even where a document that replaces leaves it out. */
    public Given<String> unseenText(String field) throws BadInput {
        return object.has(field) ? text(field) : Given.nothing();
    }

    /** True or false. */
    public Given<Boolean> flag(String field) throws BadInput {
        Given<JsonNode> given = given(field);
        demand(given, JsonNode::isBoolean, field, "true or false");
        return given.map(JsonNode::asBoolean);
    }

    /** A flag that stays as it is even where a document that replaces leaves it out. */
    public Given<Boolean> standingFlag(String field) throws BadInput {
        return object.has(field) ? flag(field) : Given.nothing();
    }

    /** A whole number, from 0 to 2^31-1. */
    public Given<Integer> count(String field) throws BadInput {
        Given<JsonNode> given = given(field);
        demand(given, node -> node.isInt() && node.asInt() >= 0, field, "a whole number, not negative");
        return given.map(JsonNode::asInt);
    }

    /** Texts in a row. */
    public Given<List<String>> texts(String field) throws BadInput {
        Given<JsonNode> given = given(field);
        demand(given, Fields::isTexts, field, "an array of strings");
        return given.map(array -> {
            List<String> texts = new ArrayList<>();
            array.forEach(element -> texts.add(element.asText()));
            return List.copyOf(texts);
        });
    }

    private static boolean isTexts(JsonNode node) {
        boolean texts = node.isArray();
        for (JsonNode element : node) {
            texts &= element.isTextual();
        }
        return texts;
    }

    private Given<JsonNode> given(String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            return replaces ? Given.reset() : Given.nothing();
        }
        return value.isNull() ? Given.reset() : Given.of(value);
    }

    private static void demand(Given<JsonNode> given, Predicate<JsonNode> isRight, String field,
            String words) throws BadInput {
        if (given.value() != null && !isRight.test(given.value())) {
            throw new BadInput(HttpStatus.BAD_REQUEST, field + " has to be " + words + ".", Map.of("field", field));
        }
    }
}
