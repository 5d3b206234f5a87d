package io.sbc.admin.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.edge.InnerDoor;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The API, asked as the visitor: his session, his CSRF token, his address, the id of his request. So what a page may show or do is decided where
 * it is decided for everybody, and stands in the history under his name. One for each request; used by its thread.
 */
public final class ConsoleApi {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int OK_MAX = 299;
    private static final int NOT_MODIFIED = 304;

    private final InnerDoor door;
    private final String address;
    private final Map<String, String> credentials;

    ConsoleApi(InnerDoor door, String address, Map<String, String> credentials) {
        this.door = door;
        this.address = address;
        this.credentials = Map.copyOf(credentials);
    }

    /**
     * What came back.
     *
     * @param doc the JSON document; {@link Doc#EMPTY} when there is none
     * @param tag the entity tag, or empty
     * @param cookies to be passed on to the browser
     */
    public record Answer(int status, Doc doc, byte[] body, String tag, List<String> cookies) {}

    /** {@code GET /api/v1} + path. */
    public Doc get(String path) throws ApiRefusal, IOException {
        return send("GET", path, Optional.empty(), "").doc();
    }

    /**
     * Likewise with parameters; those that are empty are left out.
     *
     * @param query names and values in turn
     */
    public Doc get(String path, String... query) throws ApiRefusal, IOException {
        return get(path + query(query));
    }

    /** What there is at a path, or nothing where the API has no such operation or thing. */
    public Optional<Doc> find(String path) throws ApiRefusal, IOException {
        try {
            return Optional.of(get(path));
        } catch (ApiRefusal refusal) {
            if (refusal.trouble().status() == 404) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /** With its entity tag. */
    public Answer fetch(String path) throws ApiRefusal, IOException {
        return send("GET", path, Optional.empty(), "");
    }

    /** {@code POST}, with a JSON object made of the map. */
    public Answer post(String path, Map<String, ?> body) throws ApiRefusal, IOException {
        return send("POST", path, Optional.of(body), "");
    }

    /**
     * {@code PUT}.
     *
     * @param tag for {@code If-Match}, or empty
     */
    public Answer put(String path, Map<String, ?> body, String tag) throws ApiRefusal, IOException {
        return send("PUT", path, Optional.of(body), tag);
    }

    /**
     * {@code PATCH}.
     *
     * @param tag for {@code If-Match}, or empty
     */
    public Answer patch(String path, Map<String, ?> body, String tag) throws ApiRefusal, IOException {
        return send("PATCH", path, Optional.of(body), tag);
    }

    /**
     * {@code DELETE}.
     *
     * @param tag for {@code If-Match}, or empty
     */
    public Answer delete(String path, String tag) throws ApiRefusal, IOException {
        return send("DELETE", path, Optional.empty(), tag);
    }

    private Answer send(String method, String path, Optional<Map<String, ?>> body, String tag)
            throws ApiRefusal, IOException {
        try {
            byte[] octets = body.isEmpty() ? new byte[0] : MAPPER.writeValueAsBytes(body.get());
            return send(method, path, body.isEmpty() ? "" : "application/json", octets, tag);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e); // maps of texts, numbers and lists: cannot be
        }
    }

    /**
     * Whatever else there is to send, as a file of CSV.
     *
     * @param type of the body, or empty
     */
    public Answer send(String method, String path, String type, byte[] body, String tag)
            throws ApiRefusal, IOException {
        Map<String, String> headers = new LinkedHashMap<>(credentials);
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
        if (!tag.isEmpty()) {
            headers.put("If-Match", tag);
        }
        InnerDoor.Answer answer = door
                .ask(new InnerDoor.Question(method, Api.PREFIX + path, address, headers, body));
        Doc doc = read(answer);
        if (answer.status() > OK_MAX && answer.status() != NOT_MODIFIED) {
            throw new ApiRefusal(new Trouble(answer.status(), doc.text("code"), sentence(answer, doc),
                    doc.text("field"), doc));
        }
        return new Answer(answer.status(), doc, answer.body(), answer.header("ETag").orElse(""),
                answer.all("Set-Cookie"));
    }

    private static String sentence(InnerDoor.Answer answer, Doc doc) {
        return doc.has("detail") ? doc.text("detail") : "The answer was " + answer.status() + ".";
    }

    private static Doc read(InnerDoor.Answer answer) throws IOException {
        if (answer.body().length == 0
                || answer.header("Content-Type").filter(type -> type.contains("json")).isEmpty()) {
            return new Doc(MissingNode.getInstance());
        }
        JsonNode json = MAPPER.readTree(answer.body());
        return new Doc(json);
    }

    /**
     * {@code ?a=1&b=2}, without those that are empty; empty without any.
     *
     * @param pairs names and values in turn
     */
    public static String query(String... pairs) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            if (!pairs[i + 1].isEmpty()) {
                query.append(query.isEmpty() ? '?' : '&').append(segment(pairs[i])).append('=')
                        .append(segment(pairs[i + 1]));
            }
        }
        return query.toString();
    }

    /** One segment of a path, or a value of a query. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
