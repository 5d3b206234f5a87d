package io.sbc.admin.http;

import io.javalin.http.HandlerType;
import io.sbc.core.access.Permission;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of the API.
 *
 * @param path with {@code {names}}, from the root
 * @param access who may ask
 * @param needed what its caller must be allowed, where that is so
 * @param summary what it does, in a line
 * @param body what it takes, where it takes JSON and says so
 * @param answers by status what it gives, where it says so
 */
public record Route(HandlerType method, String path, Access access, Optional<Permission> needed, String summary,
        Optional<Schema> body, Map<Integer, Schema> answers) {

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

    public Route {
        answers = Map.copyOf(answers);
    }
}
