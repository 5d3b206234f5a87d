package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** What the caller got wrong: becomes a problem document. */
public final class BadInput extends Exception {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    /** @param detail a sentence for whoever made the request */
    public BadInput(HttpStatus status, String detail) {
        super(detail);
        this.status = status;
    }

    /** A field that has to be there is not. */
    public static BadInput missing(String field) {
        return new BadInput(HttpStatus.BAD_REQUEST, field + " is missing.");
    }

    void answer(Context context) {
        new Problem(status, String.valueOf(getMessage())).send(context);
    }
}
