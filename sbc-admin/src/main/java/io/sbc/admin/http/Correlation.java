package io.sbc.admin.http;

import io.javalin.http.Context;
import io.sbc.admin.http.edge.RequestEnvelope;

/** The id by which the answer, the log and the event history name one request. */
public final class Correlation {

    private Correlation() {}

    /** Of the request; empty before it has one. */
    public static String of(Context context) {
        String id = context.attribute(RequestEnvelope.ID);
        return id == null ? "" : id;
    }
}
