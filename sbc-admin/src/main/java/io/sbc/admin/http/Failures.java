package io.sbc.admin.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.edge.LateBody;
import io.sbc.core.directory.StoreException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a request that no operation answers: always a problem document.
 *
 * <pre>
 *  nothing at that path 404 · not that method 405 · the caller's fault BadInput · no or not enough credentials Unauthorized
 *  the body is longer than admin.http.body 413 · it did not come in time 408
 *  the database is away 503 · the disk is full 507 · a fault of ours 500
 * </pre>
 */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    /** SQLite's and the system's words for it. */
    private static final String[] FULL = {"SQLITE_FULL", "disk is full", "No space left", "could not extend file"};

    private static final String RETRY_SECONDS = "5";

    private Failures() {}

    static void map(RoutesConfig routes) {
        routes.error(HttpStatus.NOT_FOUND.getCode(), context -> {
            if (!Problem.isSent(context)) {
                new Problem(HttpStatus.NOT_FOUND, "There is nothing here.").send(context);
            }
        });
        routes.exception(BadInput.class, (bad, context) -> bad.answer(context));
        routes.exception(Unauthorized.class, (refused, context) -> refused.answer(context));
        routes.exception(HttpResponseException.class, Failures::answer);
        routes.exception(StoreException.class, Failures::answer);
        routes.exception(Exception.class, Failures::answer);
    }

    private static void answer(HttpResponseException refused, Context context) {
        HttpStatus status = HttpStatus.forStatus(refused.getStatus());
        if (status == HttpStatus.METHOD_NOT_ALLOWED) {
            String possible = String.join(", ", refused.getDetails().values());
            context.header(Header.ALLOW, possible);
            new Problem(status, context.method() + " is not possible here: " + possible + ".").send(context);
            return;
        }
        context.header(Header.CONNECTION, "close"); // what is left of the body is not read
        new Problem(status, status == HttpStatus.CONTENT_TOO_LARGE
                ? "The body is longer than this server takes."
                : status.getMessage() + ".").send(context);
    }

    private static void answer(StoreException failed, Context context) {
        boolean full = failed.reason() == StoreException.Reason.FULL || isFull(failed);
        log.atError().addKeyValue("path", context.path()).addKeyValue("reason", failed.getMessage())
                .log(full ? "request failed: the disk is full" : "request failed: the database cannot be used");
        if (full) {
            new Problem(HttpStatus.INSUFFICIENT_STORAGE, "The disk of the database is full: nothing was changed.")
                    .send(context, Map.of("code", "store_full"));
        } else {
            context.header(Header.RETRY_AFTER, RETRY_SECONDS);
            new Problem(HttpStatus.SERVICE_UNAVAILABLE, "The database cannot be used: nothing was changed.")
                    .send(context, Map.of("code", "store_unavailable"));
        }
    }

    private static boolean isFull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            for (String mark : FULL) {
                if (text.contains(mark)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void answer(Exception failure, Context context) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LateBody) {
                context.header(Header.CONNECTION, "close");
                new Problem(HttpStatus.REQUEST_TIMEOUT, "The request did not come in time.").send(context);
                return;
            }
        }
        log.atError().addKeyValue("method", context.method()).addKeyValue("path", context.path()).setCause(failure)
                .log("request failed");
        new Problem(HttpStatus.INTERNAL_SERVER_ERROR, "The log has the cause.").send(context);
    }
}
