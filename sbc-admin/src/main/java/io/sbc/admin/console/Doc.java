package io.sbc.admin.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** A JSON document of the API as templates read it: what is not there reads as empty, never as a failure. Immutable. */
public record Doc(JsonNode json) {

    /** Nothing at all. */
    public static final Doc EMPTY = new Doc(MissingNode.getInstance());

    /** A member, or what stands there instead: nothing. */
    public Doc at(String name) {
        return new Doc(json.path(name));
    }

    /** A member as text; empty when it is absent or null. Numbers and flags read as they are written. */
    public String text(String name) {
        return at(name).text();
    }

    /** Itself as text. */
    public String text() {
        return json.isNull() || json.isMissingNode() ? "" : json.isValueNode() ? json.asText() : json.toString();
    }

    /** A member as a whole number; 0 when it is none. */
    public long number(String name) {
        return json.path(name).asLong();
    }

    /** A member as a number; 0 when it is none. */
    public double decimal(String name) {
        return json.path(name).asDouble();
    }

    /** Whether a member is true. */
    public boolean flag(String name) {
        return json.path(name).asBoolean();
    }

    /** Whether there is such a member, not null. */
    public boolean has(String name) {
        return json.hasNonNull(name);
    }

    /** The elements of an array; none when it is no array. */
    public List<Doc> list(String name) {
        List<Doc> elements = new ArrayList<>();
        json.path(name).forEach(element -> elements.add(new Doc(element)));
        return elements;
    }

    /** An array of strings. */
    public List<String> texts(String name) {
        return list(name).stream().map(Doc::text).toList();
    }

    /** The names of its members. */
    public List<String> names() {
        return json.propertyStream().map(java.util.Map.Entry::getKey).toList();
    }
}
