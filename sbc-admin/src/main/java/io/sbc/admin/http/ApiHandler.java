package io.sbc.admin.http;

import io.javalin.http.Context;

/** Answers a request whose caller is known and may do it. Runs on a virtual thread. */
@FunctionalInterface
public interface ApiHandler {

    /** {@link BadInput} and what else it throws becomes a problem document. */
    void handle(Context context, Caller caller) throws Exception;
}
