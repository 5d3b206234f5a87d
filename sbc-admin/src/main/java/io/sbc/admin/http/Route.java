package io.sbc.admin.http;

import io.javalin.http.HandlerType;
import io.sbc.core.access.Permission;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of the API.
 *
 * @param path with {@code {names}}, from the root
 * @param access who may ask
 * @param needed what its caller must be allowed, where that is so
 * @param summary what it does, in a line
 */
public record Route(HandlerType method, String path, Access access, Optional<Permission> needed, String summary,
        Takes takes, Gives gives) {

    /**
     * What its requests carry.
     *
     * @param parameters of the query: name, meaning
     * @param body where it is JSON
     * @param bodyType media type where it is something else
     */
    public record Takes(Map<String, String> parameters, Optional<Schema> body, Optional<String> bodyType) {

        public Takes {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }
    }

    /**
     * What it answers when it does what it is asked.
     *
     * @param json by status
     * @param others by status: a media type, or empty where there is no body
     */
    public record Gives(Map<Integer, Schema> json, Map<Integer, String> others) {

        public Gives {
            json = Map.copyOf(json);
            others = Map.copyOf(others);
        }
    }

    /** Who may ask. */
    public enum Access {
        /** Anybody; or the operation sees to it itself. */
        OPEN,
        /** Anybody in clear, which is this machine; over TLS who has the permission. */
        OPEN_IN_CLEAR,
        /** Whoever it is, if it is known who. */
        KNOWN,
        /** Who has the permission. */
        PERMITTED
    }
}
