package io.sbc.admin.http.edge;

import io.sbc.base.Counters;
import io.sbc.core.config.HttpLimits;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/**
 * Around every request: an id by which the answer, the log ({@code correlationId}) and the event history name it; headers against what
 * browsers do of their own accord; no more at a time than {@code admin.http.requests}, counted apart for the two listeners; a body that
 * does not come in time fails. On the request's thread.
 */
public final class RequestEnvelope extends Handler.Wrapper {

    /** The attribute with the id. */
    public static final String ID = "sbc.correlation-id";

    /** The header with the id, both ways. */
    public static final String HEADER = "X-Correlation-Id";

    /**
     * The header by which a page says that it asks of its own accord, with nobody at the keyboard: that does not keep a session from ending. Who leaves
     * it out has only a session that lasts longer.
     */
    public static final String UNATTENDED = "X-Unattended";

    /** In the log. */
    static final String FIELD = "correlationId";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Semaphore clear;
    private final Semaphore secure;
    private final long requestNanos;
    private final Counters<HttpCounter> counters;

    public RequestEnvelope(HttpLimits limits, Counters<HttpCounter> counters) {
        this.clear = new Semaphore(limits.requests());
        this.secure = new Semaphore(limits.requests());
        this.requestNanos = limits.requestTimeout().toNanos();
        this.counters = counters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        counters.increment(HttpCounter.REQUESTS);
        String id = begin(request, response);
        Semaphore places = request.isSecure() ? secure : clear;
        if (!places.tryAcquire()) {
            counters.increment(HttpCounter.BUSY);
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503,
                    "Too many requests are under way.");
            return true;
        }
        Request.addCompletionListener(request, _ -> places.release());
        MDC.put(FIELD, id);
        try {
            return super.handle(new InTime(request, System.nanoTime() + requestNanos), response, callback);
        } finally {
            MDC.remove(FIELD);
        }
    }

    /** Gives the request an id, the caller's own where it is a harmless one, and the answer its headers. */
    static String begin(Request request, Response response) {
        String offered = request.getHeaders().get(HEADER);
        String id = request.getAttribute(ID) instanceof String known
                ? known
                : offered != null && WELL_FORMED.matcher(offered).matches()
                        ? offered
                        : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        request.setAttribute(ID, id);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HEADER, id);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (request.isSecure()) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
        return id;
    }

    /** A request whose body may be read until a moment. */
    private static final class InTime extends Request.Wrapper {

        private final long end;

        InTime(Request request, long end) {
            super(request);
            this.end = end;
        }

        @Override
        public Content.Chunk read() {
            if (System.nanoTime() - end > 0) {
                return Content.Chunk.from(new LateBody(), true);
            }
            Content.Chunk chunk = super.read();
            return Content.Chunk.isFailure(chunk) && chunk.getFailure() instanceof TimeoutException
                    ? Content.Chunk.from(new LateBody(), true)
                    : chunk;
        }
    }
}
