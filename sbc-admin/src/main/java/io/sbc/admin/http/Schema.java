package io.sbc.admin.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The form of a JSON object, as far as the OpenAPI document tells it (JSON Schema 2020-12). Immutable: each step makes another.
 *
 * @param properties by name, in order; their schemas as JSON
 * @param required those that are always there
 */
public record Schema(Map<String, Map<String, Object>> properties, List<String> required) {

    private static final String TYPE = "type";

    public Schema {
        properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        required = List.copyOf(required);
    }

    /** An object of which nothing is said yet. */
    public static Schema object() {
        return new Schema(Map.of(), List.of());
    }

    /** A string. */
    public Schema text(String name) {
        return with(name, Map.of(TYPE, "string"));
    }

    /** A string, or null. */
    public Schema textOrNull(String name) {
        return with(name, Map.of(TYPE, List.of("string", "null")));
    }

    /** A whole number, or null. */
    public Schema integerOrNull(String name) {
        return with(name, Map.of(TYPE, List.of("integer", "null")));
    }

    /** An object whose members are whole numbers, named by what they count. */
    public Schema counts(String name) {
        return with(name, Map.of(TYPE, "object", "additionalProperties", Map.of(TYPE, "integer")));
    }

    /** An object whose members are strings, named by what they are about. */
    public Schema words(String name) {
        return with(name, Map.of(TYPE, "object", "additionalProperties", Map.of(TYPE, "string")));
    }

    /** A string, number or flag, or an array: a value of a configuration. */
    public Schema value(String name) {
        return with(name, Map.of(TYPE, List.of("string", "integer", "number", "boolean", "array")));
    }

    /** A string that is one of these. */
    public Schema oneOf(String name, String... words) {
        return with(name, Map.of(TYPE, "string", "enum", List.of(words)));
    }

    /** This, with the members of another. */
    public Schema and(Schema other) {
        Map<String, Map<String, Object>> more = new LinkedHashMap<>(properties);
        more.putAll(other.properties);
        return new Schema(more, required).required(other.required.toArray(String[]::new));
    }

    /** An array of strings. */
    public Schema texts(String name) {
        return with(name, Map.of(TYPE, "array", "items", Map.of(TYPE, "string")));
    }

    /** True or false. */
    public Schema flag(String name) {
        return with(name, Map.of(TYPE, "boolean"));
    }

    /** A whole number. */
    public Schema integer(String name) {
        return with(name, Map.of(TYPE, "integer"));
    }

    /** A number. */
    public Schema number(String name) {
        return with(name, Map.of(TYPE, "number"));
    }

    /** An array of objects. */
    public Schema array(String name, Schema items) {
        return with(name, Map.of(TYPE, "array", "items", items.json()));
    }

    /** An object. */
    public Schema object(String name, Schema schema) {
        return with(name, schema.json());
    }

    /** These are always there. */
    public Schema required(String... names) {
        List<String> more = new ArrayList<>(required);
        more.addAll(List.of(names));
        return new Schema(properties, more);
    }

    /** The same, of which these, and nothing else, are always there. */
    public Schema requiring(String... names) {
        return new Schema(properties, List.of(names));
    }

    private Schema with(String name, Map<String, Object> property) {
        Map<String, Map<String, Object>> more = new LinkedHashMap<>(properties);
        more.put(name, property);
        return new Schema(more, required);
    }

    /** As it stands in the document. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(TYPE, "object");
        if (!properties.isEmpty()) {
            json.put("properties", properties);
        }
        if (!required.isEmpty()) {
            json.put("required", required);
        }
        return json;
    }
}
