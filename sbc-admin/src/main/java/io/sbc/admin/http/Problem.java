package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A problem document (RFC 9457).
 *
 * @param status the HTTP status, repeated in the document
 * @param detail what happened, for a person
 */
public record Problem(HttpStatus status, String detail) {

    private static final String MEDIA_TYPE = "application/problem+json";

    /** Whether the response is one already, or a page that says it; either says more than its status. */
    static boolean isSent(Context context) {
        String type = String.valueOf(context.res().getContentType());
        return type.startsWith(MEDIA_TYPE) || type.startsWith("text/");
    }

    /** Type {@code about:blank}: the status says it all (RFC 9457 §4.2.1). */
    public void send(Context context) {
        send(context, Map.of());
    }

    /** With members of its own (RFC 9457 §3.2). */
    public void send(Context context, Map<String, Object> members) {
        Map<String, Object> document = new LinkedHashMap<>(
                Map.of("type", "about:blank", "title", status.getMessage(), "status", status.getCode(), "detail",
                        detail, "instance", context.path()));
        document.putAll(members);
        context.status(status);
        context.json(document);
        context.contentType(MEDIA_TYPE);
    }
}
