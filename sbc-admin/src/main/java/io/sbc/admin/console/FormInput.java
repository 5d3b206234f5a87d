package io.sbc.admin.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What forms have in common: what was typed is shown again, and a problem of the API stands at the field that it means. Pure. */
public final class FormInput {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FormInput() {}

    /** What was typed into these fields, to fill the form with again; passwords are not for this. */
    public static Doc typed(Visit visit, String... names) {
        ObjectNode values = MAPPER.createObjectNode();
        for (String name : names) {
            values.put(name, visit.field(name));
        }
        return new Doc(values);
    }

    /** A document made here, as for a form that nobody has filled in yet. @param pairs names and values in turn */
    public static Doc of(String... pairs) {
        ObjectNode values = MAPPER.createObjectNode();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new Doc(values);
    }

    /** Those fields that are not empty, as the API takes them. */
    public static Map<String, Object> given(Visit visit, String... names) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (String name : names) {
            String value = visit.field(name);
            if (!value.isEmpty()) {
                given.put(name, value);
            }
        }
        return given;
    }

    /** A flag of a ticked box. */
    public static boolean isTicked(Visit visit, String name) {
        return !visit.field(name).isEmpty();
    }

    /** The problem at the field that it begins with, where it does not say by itself which it means. */
    public static Trouble placed(Trouble trouble, String... fields) {
        if (List.of(fields).contains(trouble.field())) {
            return trouble;
        }
        for (String field : fields) {
            for (String sentence : sentences(trouble)) {
                if (sentence.startsWith(field + " ") || sentence.startsWith(field + ":")) {
                    return new Trouble(trouble.status(), trouble.code(), trouble.detail(), field, trouble.document());
                }
            }
        }
        return new Trouble(trouble.status(), trouble.code(), trouble.detail(), "", trouble.document());
    }

    private static List<String> sentences(Trouble trouble) {
        List<String> problems = trouble.document().texts("problems");
        return problems.isEmpty() ? List.of(trouble.detail()) : problems;
    }

    /** A JSON value that somebody typed. @throws ApiRefusal at that field, when it is none */
    public static JsonNode json(String field, String typed) throws ApiRefusal {
        try {
            JsonNode value = MAPPER.readTree(typed);
            if (value != null && !value.isMissingNode()) {
                return value;
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw Trouble.refusal(field, "This is no JSON: " + malformed.getOriginalMessage() + ".");
        }
        throw Trouble.refusal(field, "This is no JSON.");
    }

    /** For people to read and change. */
    public static String pretty(JsonNode value) {
        return value.toPrettyString();
    }
}
