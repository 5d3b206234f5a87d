package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the caller got wrong: becomes a problem document. */
public final class BadInput extends Exception {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final LinkedHashMap<String, Object> members;

    /** @param detail a sentence for whoever made the request */
    public BadInput(HttpStatus status, String detail) {
        this(status, detail, Map.of());
    }

    /** @param members of the problem document, besides those that every one has (RFC 9457 §3.2) */
    public BadInput(HttpStatus status, String detail, Map<String, ?> members) {
        super(detail);
        this.status = status;
        this.members = new LinkedHashMap<>(members);
    }

    /** A field that has to be there is not. */
    public static BadInput missing(String field) {
        return new BadInput(HttpStatus.BAD_REQUEST, field + " is missing.", Map.of("field", field));
    }

    void answer(Context context) {
        new Problem(status, String.valueOf(getMessage())).send(context, members);
    }
}
